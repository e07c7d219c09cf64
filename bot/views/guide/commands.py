"""The commands that Telegram lists in its menus, with what each does.  Pure.

Each menu is ordered by use, and lists only what is worth a tap there: everything else works without being listed.
"""

from __future__ import annotations

from bot.languages.speaking import marked, tr

PRIVATE = {
    "subscribe": marked("Get a daily digest"),
    "digest": marked("The last digest again; /digest now: the next"),
    "follow": marked("Follow a person or a topic"),
    "following": marked("What you follow"),
    "trend": marked("Draw who speaks, and how often"),
    "people": marked("Who is quoted most"),
    "sources": marked("What is stored"),
    "new": marked("Start a new conversation"),
    "language": marked("Choose my language"),
    "help": marked("How to ask"),
    "cancel": marked("Cancel what is waiting or running"),
    "privacy": marked("What I keep about you"),
    "forget": marked("Erase what I keep about you"),
}
GROUP = {
    "ask": marked("Ask what someone said"),
    "trend": marked("Draw who speaks, and how often"),
    "people": marked("Who is quoted most"),
    "sources": marked("What is stored"),
    "digest": marked("The last digest again; /digest now: the next"),
    "new": marked("Start a new conversation"),
    "help": marked("How to ask"),
    "privacy": marked("What I keep about you"),
    "forget": marked("Erase what I keep about you"),
}
ADMINISTRATORS = {
    **GROUP,
    "settings": marked("Who may ask here, and the digest"),
    "subscribe": marked("Post a daily digest here"),
    "unsubscribe": marked("Stop the digest"),
    "language": marked("Choose my language here"),
}
EDITORS = {
    "add": marked("Store an article, a link or a document"),
    "undo": marked("Undo a change: /undo N"),
    "log": marked("Who changed what"),
    "feeds": marked("Which feeds are followed"),
    "retract": marked("Withdraw an article: /retract ID reason"),
    "restore": marked("Bring an article back: /restore ID"),
    "article": marked("An article's status: /article ID"),
    "outbox": marked("What may not have arrived"),
    "stats": marked("How much is stored"),
    "feedback": marked("How readers rate answers"),
    "editors": marked("Who the editors are"),
    **PRIVATE,
}
# Commands that no menu lists, because buttons lead there.
UNLISTED = ("start", "ask", "unsubscribe", "unfollow", "channel", "settings")

DESCRIPTION = marked(
    "Ask me what someone said, and I answer only in words that were printed, each with its article.\n\n"
    "“What did Hill say about Kosovo?”\n“Who spoke about Ukraine?”\n“What’s new about Serbia?”\n\n"
    "If no article answers, I say so. I invent nothing."
)
SHORT_DESCRIPTION = marked("Ask what someone said. I answer only in printed words, each with its article.")


def menu(commands: dict[str, str], handled: frozenset[str]) -> list[tuple[str, str]]:
    """Return the commands of a menu that this bot handles, each with what it does, in the language spoken."""
    return [(command, tr(does)) for command, does in commands.items() if command in handled]


def description() -> str:
    """Return what Telegram shows in an empty chat with the bot."""
    return tr(DESCRIPTION)


def short_description() -> str:
    """Return what Telegram shows on the bot's profile, and with a link to it."""
    return tr(SHORT_DESCRIPTION)
