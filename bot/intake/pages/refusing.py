"""Why a page is no article that can be quoted: what stands in its place.  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from bot.intake.pages.declared import Declared
from bot.intake.pages.extracting import Extracted
from bot.intake.pages.printed import Block

# What has as many words is more than a notice, an error or the opening that a paywall leaves …
NOTICE = 150
# … and what has fewer than these, in sentences, tells nothing that could be quoted.
SHORTEST = 8
# An article that says how many words it has shows less than this share of them where the rest is for subscribers.
WHOLE = 0.6
LINKS = 0.5

_PAYWALL = re.compile(
    r"\b((subscribe|sign up|register|log ?in|sign in|create an? (free )?account|become a (subscriber|member)|"
    r"start (your|a) (free )?trial) (now |today |here )?(to|and) (continue|keep|finish|read|unlock|access|get)|"
    r"to (continue|keep) reading|continue reading (this|with|for)|"
    r"(read|unlock|access) the (rest|full|whole|entire|complete) (of (this|the) )?(article|story|text|report)|"
    r"(this|the (full|rest of this)) (article|story|content|post) is (only )?(available |reserved |exclusive(ly)? )?"
    r"(to|for) (our )?(paid |paying |premium |registered )?(subscribers|members|readers)|"
    r"(for|available to) (paid |paying )?subscribers only|subscribers? only|already a (subscriber|member)|"
    r"(you have|you've) (read|reached|used) (your|all|the last|\w+ of) |(free articles?|articles? left) (left |this month)|"
    r"(jetzt|hier) (abonnieren|weiterlesen|registrieren)|weiterlesen mit|nur für (unsere )?abonnenten|"
    r"exklusiv für abonnenten|réservée? (à nos |aux )abonnés|il vous reste [\d,.]+ ?% de cet article|"
    r"(exclusivo|solo|sólo) para (suscriptores|abonados)|suscríbe?te para (seguir|continuar)|"
    r"(riservato|solo) (agli|per gli) abbonati|exclusivo para assinantes|voor abonnees)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b((we|our partners|we and our( \d+)?( \w+)? partners|this (web)?site|sites?) "
    r"(use|uses|store|stores|set|sets|process|would like to use)\b.{0,60}\b(cookies?|personal data|technologies|information on)|"
    r"we (value|respect|care about) your privacy|your (privacy )?(choices|consent|preferences)|"
    r"(accept|allow|reject|refuse|decline|manage) (all|cookies|optional|additional|non-essential)|"
    r"legitimate interest|before you continue|consent to (our|the) use|cookie (policy|settings|preferences|notice)|"
    r"(wir|unsere partner|wir und unsere( \d+)? partner) (verwenden|nutzen|verarbeiten|speichern)\b.{0,60}\b(cookies|daten)|"
    r"alle (akzeptieren|ablehnen)|nous (utilisons|et nos( \d+)? partenaires)|tout (accepter|refuser)|"
    r"(utilizamos|usamos) cookies|aceptar (todo|todas|cookies)|utilizziamo (i )?cookie|accetta tutt[io])",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"^\W*((error|fehler|erreur)\W*)?(404|410)\b|^\W*(page|seite|article|story|content|file)( (was|is|could))? ?not (be )?"
    r"(found|available)\W*$|^\W*not found\W*$|\b(page|content|article|story) (you('re| are| were)? )?(requested|looking for)\b|"
    r"^\W*(sorry|oops|uh-oh|whoops)\b.{0,40}\b(page|find|found|exist|wrong)|"
    r"\b(page|article|story) (doesn't|does not|no longer) exists?\b|^\W*seite nicht gefunden|^\W*page (introuvable|non trouvée)|"
    r"^\W*página no encontrada|^\W*pagina non trovata|^\W*(service|temporarily) unavailable|^\W*something went wrong|"
    r"^\W*internal server error|^\W*(5\d\d|403)\b.{0,30}(error|forbidden|unavailable|gateway)",
    re.IGNORECASE,
)
_ROBOTS = re.compile(
    r"^\W*(just a moment|attention required|access (to this page has been )?denied|security check|are you a (robot|human)|"
    r"(please )?verify (that )?you are (a )?human|checking your browser|pardon our interruption|bot verification|"
    r"one more step|request blocked|human verification)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"^\W*((please )?(log|sign) ?[io]n|login|anmelden|anmeldung|einloggen|connexion|se connecter|iniciar sesi[oó]n|accedi|"
    r"members? (login|area))\b",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(r"\b(enable|requires?|need|turn on|activate|without)\b.{0,40}\bjavascript\b", re.IGNORECASE)
_OTHER = {"product": "a product", "profile": "a profile", "video": "a video", "music": "music", "book": "a book"}
_SENTENCE = re.compile(r"\w.*[.!?…。！？](\W|$)", re.DOTALL)
_LETTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")
_SAVE = "open it in your browser, save the page, and add the file"


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page has beside its text, before anything is taken out of it."""

    titles: tuple[str, ...]
    notices: str
    password: bool
    scripts: int
    teasers: int


def beside(tree: html.HtmlElement) -> Beside:
    """`tree` as it came."""
    titles = [" ".join(element.text_content().split()) for element in tree.xpath("//head/title | //h1")]
    return Beside(
        titles=tuple(title for title in titles if title),
        notices=" ".join(element.text_content() for element in tree.iter("noscript"))[:2000],
        password=bool(tree.xpath("//input[@type='password']")),
        scripts=len(tree.xpath("//script[not(contains(@type, 'json'))]")),
        teasers=len(tree.xpath("//article[.//a[@href]]")),
    )


def refusal(found: Extracted, shown: list[Block], about: Declared, page: Beside, *, front: bool) -> str | None:
    """The reason, for an editor; None for an article.  `front`: the address is that of the whole site."""
    article = " ".join(found.paragraphs)
    size, all_words = word_count(article), sum(word_count(block.text) for block in shown)
    if size < NOTICE and (reason := _in_its_place(found, shown, page, size, all_words)) is not None:
        return reason
    if _is_stub(found, shown, about, size):
        return "shows only the opening of its article, the rest is for subscribers; add the whole text, if you have it"
    if front or _is_list(found, about, page):
        return "is a list of articles, not one of them; add the links of the articles"
    if size < SHORTEST or not any(_SENTENCE.search(paragraph) for paragraph in found.paragraphs):
        return "holds no article: there is no text in sentences; add the article's text itself"
    kind = about.kind.partition(".")[0]
    if kind in _OTHER and not about.is_article and size < NOTICE:
        return f"is {_OTHER[kind]}, not an article; add the article's text itself"
    return None


def _in_its_place(found: Extracted, shown: list[Block], page: Beside, size: int, all_words: int) -> str | None:
    """What stands where the article should."""
    for pattern, reason in (
        (_ROBOTS, f"asks whether a person reads it; {_SAVE}"),
        (_GONE, "says that there is no such page; check the link"),
    ):
        if any(pattern.search(title) for title in page.titles):
            return reason
    if _is_consent(found, shown):
        return f"asks for consent to cookies and shows no article; {_SAVE}"
    login = page.password and (size < NOTICE / 3 or any(map(_LOGIN.search, page.titles)))
    if login or (size < SHORTEST and any(map(_LOGIN.search, page.titles))):
        return f"asks to log in; {_SAVE}"
    if all_words < NOTICE / 3 and size < SHORTEST:
        scripted = _SCRIPTED.search(page.notices) or any(_SCRIPTED.search(block.text) for block in shown)
        if scripted or page.scripts:
            return f"is put together by JavaScript, and shows nothing without it; {_SAVE}"
        return "is empty: there is no text to quote; check the link"
    return None


def _is_consent(found: Extracted, shown: list[Block]) -> bool:
    """Most of what it says is on what it wants to be allowed; an article about cookies says "they", not "we"."""
    texts = list(found.paragraphs) or [block.text for block in shown]
    asking = sum(word_count(text) for text in texts if _CONSENT.search(text))
    asked = sum(bool(_CONSENT.search(block.text)) for block in shown)
    return asked >= 2 and asking > sum(map(word_count, texts)) / 2


def _is_stub(found: Extracted, shown: list[Block], about: Declared, size: int) -> bool:
    if about.words and about.free is False:
        return size < about.words * WHOLE
    # In the page's head and foot everybody is asked to subscribe: what counts stands behind the article's opening.
    asks = any(_PAYWALL.search(block.text) and word_count(block.text) < 60 for block in _after(found, shown))
    if about.free is False:
        return asks or size < NOTICE
    return asks and size < NOTICE and about.free is None


def _after(found: Extracted, shown: list[Block]) -> list[Block]:
    """The blocks from the article's end on, its last one included: trafilatura may take an invitation for text."""
    if not found.paragraphs:
        return shown
    kept = {" ".join(paragraph.split()) for paragraph in found.paragraphs}
    places = [place for place, block in enumerate(shown) if block.text in kept]
    return shown[places[-1] :][:12] if places else []


def _is_list(found: Extracted, about: Declared, page: Beside) -> bool:
    if found.linked > LINKS:
        return True
    return about.is_list and not about.is_article and page.teasers > 3


def word_count(text: str) -> int:
    """How many words; in scripts that set no blanks between them, two characters are taken for one."""
    found = _LETTERS.findall(text)
    single = sum(len(word) == 1 and word >= "\u3040" for word in found)
    return len(found) - single + (single + 1) // 2
