"""What the bot says in a group about itself and the group's settings.  Pure."""

from __future__ import annotations

from bot.languages.catalogues import LANGUAGES
from bot.languages.speaking import marked, tr
from bot.views.guide.examples import EXAMPLES
from bot.views.rich_text import Text, bold, join, rich
from storage.ports.chat_settings import Askers, ChatSettings

ONLY_ADMINISTRATORS = marked("Only administrators of this group can change its settings.")
NOT_IN_GROUP = marked("Settings are for groups. Here, /subscribe sets your digest and /language my language.")

LET_EVERYONE_ASK = marked("Let everyone ask")
LET_ADMINS_ASK = marked("Let only administrators ask")
START_DIGEST = marked("Send a daily digest here")
STOP_DIGEST = marked("Stop the daily digest")
LANGUAGE = marked("Language")
AUTOMATIC = marked("Automatic")


def greeting(name: str) -> Text:
    """Return what the bot says when it is added to a group; `name` is its own, without the @."""
    return join(
        [
            rich("Hello! I answer only in words that were printed, with the source under each quote."),
            rich("Ask like this: {example}", example=bold(f"@{name} {EXAMPLES[0]}")),
            rich("Administrators choose in /settings@{name} who may ask and whether a digest comes here.", name=name),
        ],
        "\n",
    )


def only_administrators_ask() -> Text:
    return Text(tr("In this group only administrators may ask. You can ask me in private."))


def settings_text(settings: ChatSettings, digest: tuple[str, str] | None) -> Text:
    """Return the settings; `digest` is the time and the time zone of the group's daily digest."""
    everyone, language = settings.who_may_ask is Askers.EVERYONE, settings.language
    return join(
        [
            bold(tr("Settings of this group")),
            tr("Who may ask: everyone") if everyone else tr("Who may ask: administrators"),
            tr("Daily digest: none")
            if digest is None
            else tr("Daily digest: at {time} ({zone})", time=digest[0], zone=digest[1]),
            tr("Language: automatic") if language is None else tr("Language: {language}", language=LANGUAGES[language]),
        ],
        "\n",
    )
