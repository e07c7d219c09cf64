"""Say how to use the bot.  Pure."""

from __future__ import annotations

from bot.views.guide.examples import EXAMPLES, FOLLOW_UPS
from bot.views.rich_text import Text, bold, code, join


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
