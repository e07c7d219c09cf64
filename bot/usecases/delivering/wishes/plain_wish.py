"""Recognise a message without a slash that asks for a digest or ends it, and leave every question alone.  Pure."""

from __future__ import annotations

import re

from bot.places.folding import folded

# A message is a wish only if it begins like this; what follows is read as after /subscribe.
_SUBSCRIBE = """subscribe me|subscribe|sign me up|send me the digest|send me a digest|send me my digest|send me digests
    |send me the news|send me news|send the digest|send my digest|i want the digest|i want a digest|i want my digest
    |i would like the digest|i would like a digest|id like the digest|id like a digest|give me the digest
    |give me a digest|change my digest to|change the digest to|move my digest to|move the digest to|set my digest to
    |set the digest to|make my digest|digest at|daily digest at|daily digest
    |abonniere mich|abonnier mich|melde mich an|schick mir den digest|schicke mir den digest|schick mir einen digest
    |schick mir die nachrichten|schicke mir die nachrichten|ich mochte den digest|ich will den digest|digest um
    |pretplati me|prijavi me|salji mi digest|salji mi pregled|salji mi vesti|posalji mi digest|hocu digest|zelim digest
    |digest u|претплати ме|пријави ме|шаљи ми вести
    |підпиши мене|підпишіть мене|підписатися|надсилай мені дайджест|надсилай мені новини|шли мені дайджест
    |хочу дайджест|дайджест о"""
# A message is the end of it only if it is this, with nothing after it.
_STOP = """unsubscribe|unsubscribe me|stop the digest|stop the digests|stop digests|stop my digest|stop my digests
    |stop sending digests|stop sending me news|stop sending me the news|stop sending news
    |stop the news|stop sending me digests|stop sending me the digest|stop sending the digest|no more digests
    |no more digest|no digest|cancel the digest|cancel my digest|cancel my subscription|cancel subscription
    |end my subscription|end the digest|turn off the digest|turn off my digest|turn the digest off|turn digests off
    |dont send me digests|dont send me the digest|do not send me digests|do not send me the digest
    |i dont want the digest|i dont want the digest any more|i dont want the digest anymore|remove my subscription
    |melde mich ab|abbestellen|digest abbestellen|bestell den digest ab|keine digests mehr|keinen digest mehr
    |stopp den digest|stoppe den digest|abo beenden|beende das abo|beende den digest
    |odjavi me|zaustavi digest|prekini digest|iskljuci digest|ne salji mi digest|otkazi pretplatu|одјави ме
    |откажи претплату
    |відпиши мене|відпишіть мене|відписатися|зупини дайджест|вимкни дайджест|скасувати підписку|не надсилай дайджест
    |більше не надсилай"""
_POLITE = """please|pls|bitte|molim|molim te|будь ласка|hey|hi|hello|hallo|zdravo|привіт|ok|okay|now|jetzt|sada|thanks
    |thank you"""
# After "subscribe", these begin a sentence about somebody else.
_NOT_ME = {"to", "for", "with", "him", "her", "them", "us"}


def _listed(phrases: str) -> list[str]:
    return sorted((folded(p) for p in phrases.split("|")), key=len, reverse=True)


_SUBSCRIBES, _STOPS, _POLITES = _listed(_SUBSCRIBE), frozenset(_listed(_STOP)), _listed(_POLITE)


def plain_wish(text: str) -> str | None:
    """Return the words of a wish as they would stand after /subscribe; None for anything else."""
    if "?" in text or len(text) > 200:
        return None
    bare = re.sub(r"[!.,…\s]+$", "", text.strip())
    words = _without(folded(re.sub(r"[,!]", " ", bare)))
    if words in _STOPS:
        return "off"
    bare = _beginning_with(bare, _POLITES) or bare
    for start in _SUBSCRIBES:
        if folded(bare) == start:
            return ""
        rest = _beginning_with(bare, [start])
        if rest is not None:
            first = folded(rest).split()[0] if folded(rest) else ""
            if start == "subscribe" and first in _NOT_ME:
                return None
            return f"daily {rest}" if start.startswith("daily") else rest
    return None


def _without(words: str) -> str:
    """Drop polite words at both ends."""
    for polite in _POLITES:
        words = words.removeprefix(f"{polite} ").removesuffix(f" {polite}")
    return words


def _beginning_with(text: str, starts: list[str]) -> str | None:
    """Return what follows one of the folded beginnings; None if the text begins with none of them."""
    words = text.split()
    for start in starts:
        count = len(start.split())
        if len(words) > count and folded(" ".join(words[:count])).rstrip(",:") == start:
            return " ".join(words[count:])
    return None
