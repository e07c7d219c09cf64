"""What is said to readers, wherever they are: Telegram and the terminal share every word of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.render import choices, reply_blocks
from bot.richtext import Text, bold, code, join
from bot.services import Services
from bot.small_talk import Talk, small_talk
from bot.source_lines import shortened
from retrieval.errors import BadInput
from retrieval.model import Refusal, names
from retrieval.questions import named_instead
from storage.articles import SourceSummary

SOURCES = 20

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


@dataclass(frozen=True, slots=True)
class Said:
    """What the bot says, and the names among which the reader may choose whom they meant by `question`."""

    blocks: list[Text]
    question: str = ""
    choices: tuple[str, ...] = ()


async def answer(services: Services, text: str, now: datetime | None = None) -> Said:
    """Reply to a question, or to small talk in kind.  Raises UnusableQuestion.

    `now` is the time where the reader is; None: in the operator's zone.
    """
    match small_talk(text):
        case Talk.GREETING | Talk.ABOUT_THE_BOT:
            return Said([await welcome(services)])
        case Talk.THANKS:
            return Said([Text("You are welcome. Ask what else somebody said, or see /help.")])
    reply = await services.answer(text, now=now)
    return Said(reply_blocks(reply), text, choices(reply))


async def chosen(services: Services, text: str, name: str, now: datetime) -> Said:
    """Reply to a question whose reader chose `name` among those offered.  Raises UnusableQuestion."""
    # Asked again to know which of its names was the unclear one: nothing is kept between a question and a choice.
    reply = await services.answer(text, now=now)
    if isinstance(reply, Refusal) and reply.asked is not None and name in choices(reply):
        return await answer(services, named_instead(" ".join(text.split()), reply.asked, name, now), now)
    return Said(reply_blocks(reply), text, choices(reply))


async def welcome(services: Services) -> Text:
    people = await services.library.quoted_people(5)
    quoted = f"Quoted right now: {names(people)}.\n\n" if people else ""
    return (
        bold("On Record answers only in words that were printed.")
        + " Ask what somebody said and you get their own words, cut out of the stored article, each with a numbered "
        "citation. Where nothing is stored that answers, it says so.\n\n"
        + quoted
        + "Try: "
        + code(EXAMPLES[0])
        + "\nEverything else: /help"
    )


def help_text(*, editor: bool, telegram: bool = True) -> Text:
    lines: list[Text | str] = [
        bold("Ask"),
        *[Text("• ") + code(example) for example in EXAMPLES],
        "• or anything the articles may answer",
        "",
        bold("Commands"),
        "/ask QUESTION – the same, in a group too",
        "/people NAME – by what names and in what roles somebody is printed; alone: who is quoted",
        "/sources – what is stored",
    ]
    if telegram:
        lines += [
            "/subscribe 08:00 – a daily digest of what is new; add a time zone: /subscribe 08:00 Europe/Belgrade",
            "/unsubscribe – no more digests",
        ]
    if editor:
        lines += [
            "",
            bold("Editors"),
            "/add TEXT – store an article (first line: its title)",
            "/add in reply – that one",
        ]
    if not telegram:
        lines += ["/quit – leave"]
    return join(lines, "\n")


async def sources(services: Services) -> Text:
    summaries = await services.library.sources()
    if not summaries:
        return Text("Nothing is stored yet. An editor adds articles with /add.")
    newest = await services.library.newest(SOURCES)
    total = sum(s.articles for s in summaries)
    unread = await services.library.unread()
    return join(
        [
            bold(f"{total:,} {'article' if total == 1 else 'articles'} from {len(summaries)} "
                 f"{'source' if len(summaries) == 1 else 'sources'}"),
            *[source_summary(s) for s in summaries[:SOURCES]],
            *([f"{unread:,} in a language that is not read for statements"] if unread else []),
            "",
            bold("Newest"),
            *[Text(f"• {shortened(a.label)} ") + code(a.id) for a in newest],
        ],
        "\n",
    )  # fmt: skip


def source_summary(summary: SourceSummary) -> str:
    newest = f", newest {summary.newest:%-d %B %Y}" if summary.newest else ""
    return f"• {summary.name or 'publisher not printed'}: {summary.articles:,}{newest}"


def asked(words: Sequence[str]) -> str:
    """What follows /ask.  Raises BadInput where nothing does."""
    text = " ".join(words).strip()
    if not text:
        raise BadInput(f"What would you like to know? Write it like /ask {EXAMPLES[0]}")
    return text
