"""The commands that Telegram shows in its menu: every reader's, and an editor's."""

from __future__ import annotations

from telegram import BotCommand

READERS = [
    BotCommand("ask", "Ask what somebody said"),
    BotCommand("people", "Who is quoted, by what names and in what roles"),
    BotCommand("new", "Start afresh"),
    BotCommand("sources", "What is stored"),
    BotCommand("subscribe", "A daily digest: /subscribe 08:00"),
    BotCommand("unsubscribe", "No more digests"),
    BotCommand("help", "How to ask"),
]
EDITORS = [
    *READERS,
    BotCommand("add", "Store an article, links or documents"),
    BotCommand("retract", "Take an article back: /retract ID reason"),
    BotCommand("restore", "Bring it back: /restore ID"),
    BotCommand("article", "How an article stands: /article ID"),
    BotCommand("log", "Who changed what"),
    BotCommand("undo", "Take a change back: /undo N"),
    BotCommand("feeds", "What is followed: /feeds add LINK"),
    BotCommand("stats", "How much there is"),
    BotCommand("editors", "Who may change what is stored"),
    BotCommand("feedback", "What readers think of answers, the worst first"),
]
