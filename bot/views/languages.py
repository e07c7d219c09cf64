"""Show and choose the language of the bot's own words.  Pure."""

from __future__ import annotations

from bot.languages.catalogues import LANGUAGES
from bot.languages.names import code_called
from bot.languages.speaking import marked, tr
from bot.views.rich_text import Text, rich

ONLY_ADMINS = marked("Only this group's administrators choose its language.")
_AUTOMATIC = {"auto", "automatic", "off", "default"}
# Stands for no choice in commands and buttons.
AUTOMATIC = "auto"


def language_called(words: str) -> str | None:
    """Return the code of a language of ours by its code or name, AUTOMATIC, or None for anything else."""
    word = words.strip().casefold()
    if word in _AUTOMATIC or word == tr("Automatic").casefold():
        return AUTOMATIC
    code = word.partition("-")[0] if word.partition("-")[0] in LANGUAGES else code_called(word)
    return code if code in LANGUAGES else None


def language_question(chosen: str | None) -> Text:
    """Return what stands above the buttons; `chosen` is the language of this chat."""
    if chosen is None:
        return Text(tr("Which language shall I speak here? Now: automatic, by your Telegram."))
    return Text(tr("Which language shall I speak here? Now: {language}.", language=LANGUAGES[chosen]))


def language_choices() -> list[tuple[str, str]]:
    """Return what each button says and stands for."""
    return [*((name, code) for code, name in LANGUAGES.items()), (tr("Automatic"), AUTOMATIC)]


def language_chosen(chosen: str | None) -> Text:
    """Return what was chosen, in the language spoken from now on."""
    if chosen is None:
        return rich("I'll go by your Telegram's language. Quotes stay as printed.")
    return rich("I speak English here now. Quotes stay as printed.")


def unknown_language(words: str) -> str:
    names = ", ".join(LANGUAGES.values())
    return tr("I don't speak “{language}”. I speak: {names}.", language=words, names=names)
