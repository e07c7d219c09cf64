"""What the bot says about itself: welcome, help, command menu, and its answers to small talk.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.views.rich_text import Text, bold, code, join
from bot.views.sources import day
from retrieval.domain.reply import Talk
from retrieval.text.prose import join_names

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

NEW_CONVERSATION = Text("New conversation. Ask me anything.")
YOU_ARE_WELCOME = Text("You're welcome. Ask me what else someone said, or see /help.")
# No opinion on what was printed: the bot has none to give.
NO_COMMENT = Text("I only show what was printed. You can ask “when did he say that?”, “who else?” or “more”.")
HOW_TO_STOP = Text(
    "I only write when you ask. Daily digests, if you have one, stop with /unsubscribe; "
    "/privacy says what I keep about you, and /forget erases it."
)
WHAT_I_DO = Text("I answer questions about the stored articles, in their own words. Try: ") + code(EXAMPLES[0])
WHAT_TO_ASK = f"What would you like to know? For example: /ask {EXAMPLES[0]}"

# The commands in Telegram's menu, with what each does.
READER_COMMANDS = (
    ("ask", "Ask what someone said"),
    ("people", "Who is quoted, under what names and roles"),
    ("new", "Start a new conversation"),
    ("sources", "Which articles are stored"),
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


def welcome(quoted: Sequence[str]) -> Text:
    """Return what the bot is; `quoted` are people to ask about, if any."""
    people = f"Right now I can quote {join_names(quoted)}.\n\n" if quoted else ""
    return (
        bold("On Record answers only in words that were printed.")
        + " Ask what someone said, and I'll show you their own words, each with a numbered citation of the article. "
        "If no stored article answers your question, I'll say so.\n\n"
        + people
        + "Try: "
        + code(f"what did {quoted[0]} say?" if quoted else EXAMPLES[0])
        + "\nMore: /help"
    )


def help_text(*, editor: bool, telegram: bool = True) -> Text:
    lines: list[Text | str] = [
        bold("Ask"),
        *[Text("• ") + code(example) for example in EXAMPLES],
        "• or anything else that the articles may answer",
        join(["• then follow up: ", join([code(f) for f in FOLLOW_UPS], " · ")]),
        "",
        bold("Commands"),
        "/ask QUESTION – ask, in a group too",
        "/people NAME – the names and roles that articles give someone; without NAME, who is quoted most",
        "/sources – the stored articles and their publishers",
        "/new – start a new conversation: I forget what was said before",
    ]
    if telegram:
        lines += [
            "/subscribe 08:00 – get a daily digest of what is new; add a time zone: /subscribe 08:00 Europe/Belgrade",
            "/unsubscribe – stop the digests",
            "/privacy – what I keep about you; /forget – erase it",
            "Reply to one of my messages to ask about it, or quote a phrase of it in your reply.",
        ]
    if editor:
        lines += [
            "",
            bold("Editors"),
            "/add TEXT – store an article; its first line is the title",
            "/add LINK – store the article on that page",
            "/add as the caption of documents – store them: txt, md, html, pdf, docx, jsonl",
            "/add as a reply – store that message, its documents or its links",
            "/retract ID REASON – withdraw an article; /restore ID brings it back",
            "/article ID – an article's status; /stats – how much is stored",
            "/log – who changed what; /undo N or /undo 17-41 undoes changes of the last day",
            "/feeds – the followed feeds and how they are doing; /feeds add LINK follows one",
            "/outbox – digests and notices that may not have arrived; send them again or drop them",
            "/editors – who the editors are",
            "/feedback – how readers rate answers, worst first",
        ]
    if not telegram:
        lines += ["undo – ask your last question again, exactly as you typed it", "/quit – leave"]
    return join(lines, "\n")


def small_talk(talk: Talk | None, now: datetime | None) -> Text:
    """Return the answer to small talk; `now` is the time where the reader is."""
    if talk is Talk.DATE and now is not None:
        return Text(f"Today is {now:%A}, {day(now)}, and it is {now:%H:%M}.")
    return _TALK.get(talk, WHAT_I_DO)


_TALK: dict[Talk | None, Text] = {
    Talk.THANKS: YOU_ARE_WELCOME,
    Talk.STOP: HOW_TO_STOP,
    Talk.COMMENT: NO_COMMENT,
    Talk.STORED: Text("/sources lists the stored articles, and so does “onrecord sources”."),
    Talk.PEOPLE: Text("/people lists who is quoted, in “onrecord chat” too."),
}
