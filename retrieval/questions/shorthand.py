"""Spell out the shorthand of people who type on a phone: "wat did ppl say abt it".  Pure.

Articles print none of it, and the networks were trained on texts that do not either.
"""

from __future__ import annotations

import re

_SHORT = """
    abt = about; ppl = people; wat = what; wot = what; u = you; ur = your; thru = through; cuz = because; coz = because
    bc = because; b4 = before; w/ = with; w/o = without; wld = would; shld = should; cld = could;
    govt = government; tho = though; tmrw = tomorrow; yr = year; yrs = years; gonna = going to
    wanna = want to; gotta = got to; mins = minutes; hrs = hours; smth = something; prez = president; rly = really
    whats = what's; whos = who's; wheres = where's; hows = how's; whens = when's; whys = why's; thats = that's
    theres = there's; shes = she's; theyre = they're; didnt = didn't; doesnt = doesn't; dont = don't; isnt = isn't
    wasnt = wasn't; arent = aren't; werent = weren't; hasnt = hasn't; havent = haven't; wouldnt = wouldn't
    couldnt = couldn't; shouldnt = shouldn't; cant = can't; wont = won't
"""
_WORDS = {
    short.strip(): long.strip()
    for short, _, long in (entry.partition(" = ") for entry in re.split(r"[;\n]", _SHORT) if entry.strip())
}
# As they are typed: "SB 8" is a bill, "R" a party, and "U.S." has no "you".
_WORD = re.compile(
    rf"(?<![\w.'’/-])(?:{'|'.join(map(re.escape, sorted(_WORDS, key=len, reverse=True)))})(?![\w'’/-]|\.\w)"
)


def spelled_out(text: str) -> str:
    """Return a question with its shorthand in full; capitals are left alone."""
    return _WORD.sub(lambda match: _WORDS[match.group()], text)
