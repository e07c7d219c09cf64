"""Know languages by their names in each language that the bot speaks, and by case endings of these."""

from __future__ import annotations

from functools import cache

from bot.languages.catalogues import LANGUAGES, LOCALES
from bot.places.folding import folded

# In a sentence a name has the first of these endings, as in "na srpskom" and "українською"; in a list, the second.
_ENDINGS = (("kom", "ki"), ("ком", "ки"), ("кою", "ка"), ("ьки", "ька"))
# "по-німецьки"
_BY = "по"
_OTHERS = {"rs": "sr", "ua": "uk", "njemacki": "de"}


def code_called(name: str) -> str | None:
    """Return the ISO code of a language by its code or its name in one of ours; None if nothing is called so."""
    key = folded(name)
    if key in LANGUAGES:
        return key
    bare = key.removeprefix(f"{_BY} ").removeprefix(_BY)
    forms = [key, bare, *(one.removesuffix(ending) + listed for one in (key, bare) for ending, listed in _ENDINGS
                          if one.endswith(ending))]  # fmt: skip
    return next((code for one in forms if (code := _by_name().get(one)) is not None), None)


def is_language(name: str) -> bool:
    return code_called(name) is not None


@cache
def _by_name() -> dict[str, str]:
    # Babel takes as long to import as a question to answer, and few ask for a language.
    from babel import Locale  # noqa: PLC0415

    named = {folded(name): code for code, name in LANGUAGES.items()} | _OTHERS
    for locale in (*LOCALES.values(), "sr"):
        for code, name in Locale.parse(locale).languages.items():
            named.setdefault(folded(name), code.partition("_")[0])
    return named
