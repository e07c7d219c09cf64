"""Read the catalogues of translations: one .po file a language, compiled in memory when it is first spoken.

The .po files are what translators edit and what is shipped; no compiled copy of them can be out of date.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

# The language of the messages in the code, and of whoever speaks none of the others.
ENGLISH = "en"
# Each language by its code, with its name for itself.  Serbian is in Latin script.
LANGUAGES = {ENGLISH: "English", "sr": "Srpski", "uk": "Українська", "de": "Deutsch"}
# What Babel calls them, for dates and numbers.
LOCALES = {ENGLISH: "en", "sr": "sr_Latn", "uk": "uk", "de": "de"}


@cache
def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language of LANGUAGES; that of English is empty."""
    if language == ENGLISH:
        return NullTranslations()
    # Babel takes as long to import as a question to answer, and in English nobody needs it.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with files(__package__).joinpath("catalogues", f"{language}.po").open("rb") as file:
        catalogue = read_po(file, LOCALES[language])
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def nearest(code: str | None) -> str:
    """Return the language of LANGUAGES for a code such as Telegram's "de-at"; English for any other."""
    base = (code or "").replace("_", "-").partition("-")[0].casefold()
    return base if base in LANGUAGES else ENGLISH
