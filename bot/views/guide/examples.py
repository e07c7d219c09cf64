"""Questions to try, as an example of what can be asked.  Pure."""

from __future__ import annotations

from bot.languages.speaking import marked

EXAMPLES = (
    "what did Hill say?",
    "what did Vucic say about Russia?",
    "who said “I am not a fool”?",
    "who spoke about Kosovo?",
    "what did they say about Vucic?",
    "Hill against Vucic on Ukraine",
    "who is Hill?",
    "brief me on Kosovo",
    "timeline of Kosovo since June",
    "what’s new?",
    "what happened in Serbia last week?",
)
FOLLOW_UPS = ("and about Kosovo?", "what about Vucic?", "when did he say that?", "who else?", "more")

WHAT_TO_ASK = marked("What would you like to know? For example: /ask what did Hill say?")
