"""The commands that Telegram lists in its menu, with what each does, for readers and for editors.  Pure."""

from __future__ import annotations

READER_COMMANDS = (
    ("ask", "Ask what someone said"),
    ("people", "Who is quoted, under what names and roles"),
    ("new", "Start a new conversation"),
    ("sources", "Which articles are stored"),
    ("follow", "Hear at once when someone is quoted: /follow Hill"),
    ("following", "Whom and what you follow"),
    ("subscribe", "Get a daily digest: /subscribe 08:00"),
    ("unsubscribe", "Stop the digests"),
    ("privacy", "What I keep about you"),
    ("forget", "Erase what I keep about you"),
    ("help", "How to ask"),
)
EDITOR_COMMANDS = (
    *READER_COMMANDS,
    ("add", "Store articles, links or documents"),
    ("retract", "Withdraw an article: /retract ID reason"),
    ("restore", "Bring an article back: /restore ID"),
    ("article", "Show an article's status: /article ID"),
    ("log", "Who changed what"),
    ("undo", "Undo a change: /undo N"),
    ("feeds", "Which feeds are followed: /feeds add LINK"),
    ("outbox", "What may not have arrived"),
    ("stats", "How much is stored"),
    ("editors", "Who the editors are"),
    ("feedback", "How readers rate answers, worst first"),
)
