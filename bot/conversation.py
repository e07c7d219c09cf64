"""What is said to readers, wherever they are: Telegram and the terminal share every word of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.render import reply_blocks, shortened
from bot.richtext import Text, bold, code, join
from bot.services import Services
from retrieval.errors import BadInput
from retrieval.model import names
from storage.articles import SourceSummary

SOURCES = 20

EXAMPLES = ("what did Hill say?", "what did Vucic say about Russia?", "who said “I am not a fool”?")


async def answer(services: Services, text: str) -> list[Text]:
    """Reply to a question.  Raises UnusableQuestion."""
    return reply_blocks(await services.answer(text))


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
    return join(
        [
            bold(f"{total:,} {'article' if total == 1 else 'articles'} from {len(summaries)} "
                 f"{'source' if len(summaries) == 1 else 'sources'}"),
            *[source_summary(s) for s in summaries[:SOURCES]],
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
