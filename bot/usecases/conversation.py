"""What is said to readers, wherever they are: Telegram and the terminal share every word of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.services import Asking
from bot.usecases.small_talk import Talk, small_talk
from bot.views.replies import HOW_TO_ADD, choices, reply_blocks, shown
from bot.views.rich_text import Text, bold, code, join
from bot.views.sources import shortened
from retrieval.domain.errors import BadInput
from retrieval.domain.reply import Refusal, RefusalReason, Reply
from retrieval.followups import replace_pronoun
from retrieval.followups.conversation import CLARIFYING_REASONS, EMPTY_CONVERSATION, Conversation, Turn, turn_of
from retrieval.questions import replace_name
from retrieval.text.prose import join_names
from storage.ports.library import SourceSummary

SOURCES = 20

AFRESH = "We start afresh: ask anything."
# No judgement on what was printed: it is not the bot's to give.
ASIDE = "I show what was printed, and can say nothing to that. Ask on: “when did he say that?”, “who else?”, “more”."
FOLLOW_UPS = ("and about Kosovo?", "what about Vucic?", "when did he say that?", "who else?", "more")
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
    """What the bot says, and the names among which the reader may choose whom they meant by `question`.

    `turn` is what this leaves behind where a question was answered, `conversation` what the next one leans on.
    """

    blocks: list[Text]
    question: str = ""
    choices: tuple[str, ...] = ()
    turn: Turn | None = None
    conversation: Conversation = EMPTY_CONVERSATION

    @property
    def can_be_undone(self) -> bool:
        """Whether something was read into the question."""
        return self.turn is not None and self.turn.label is not None

    @property
    def can_be_rated(self) -> bool:
        """Silence too: whether it was right is worth knowing.  What asks back is no answer yet."""
        asked_back = CLARIFYING_REASONS | {RefusalReason.NOTHING_STORED}
        return self.turn is not None and not self.choices and self.turn.reason not in asked_back


async def answer(
    asking: Asking,
    text: str,
    conversation: Conversation = EMPTY_CONVERSATION,
    *,
    now: datetime | None = None,
    literally: bool = False,
) -> Said:
    """Reply to a question, or to small talk in kind; `literally` reads nothing into it.  Raises UnusableQuestion.

    `now` is the time where the reader is; None: in the operator's zone.
    """
    talk = small_talk(text)
    if conversation.about is not None and conversation.about.phrase and talk is Talk.ABOUT_THE_BOT:
        # "What is this?", of words that were selected.
        talk = None
    match talk:
        case Talk.GREETING | Talk.ABOUT_THE_BOT:
            return Said([await welcome(asking)], conversation=conversation)
        case Talk.THANKS:
            thanked = Text("You are welcome. Ask what else somebody said, or see /help.")
            return Said([thanked], conversation=conversation)
        case Talk.ASIDE:
            return Said([Text(ASIDE)], conversation=conversation)
    return said(text, await asking.answer(text, conversation=conversation, literally=literally, now=now), conversation)


def said(text: str, reply: Reply, conversation: Conversation) -> Said:
    """A reply to `text` as it is said, and what it leaves behind."""
    turn = turn_of(text, reply, shown(reply))
    blocks = reply_blocks(reply, conversing=True)
    return Said(blocks, text, choices(reply), turn, conversation.and_then(turn))


async def chosen(asking: Asking, turn: Turn, name: str, conversation: Conversation, now: datetime) -> Said:
    """Reply to a question whose reader chose `name` among those offered for it.  Raises UnusableQuestion."""
    if turn.reason is RefusalReason.WHO_IS_MEANT:
        return await answer(asking, replace_pronoun(turn.asked, name), conversation, now=now)
    # Asked again to know which of its names was the unclear one, and whether it still is.
    reply = await asking.answer(turn.understood, literally=True, now=now)
    if isinstance(reply, Refusal) and reply.asked is not None and name in choices(reply):
        whole = replace_name(turn.understood, reply.asked, name, now)
        return said(whole, await asking.answer(whole, literally=True, now=now), conversation)
    return said(turn.understood, reply, conversation)


async def welcome(asking: Asking) -> Text:
    people = await asking.library.quoted_people(5)
    quoted = f"Quoted right now: {join_names(people)}.\n\n" if people else ""
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
        join(["• then ask on: ", join([code(f) for f in FOLLOW_UPS], " · ")]),
        "",
        bold("Commands"),
        "/ask QUESTION – the same, in a group too",
        "/people NAME – by what names and in what roles somebody is printed; alone: who is quoted",
        "/sources – what is stored",
        "/new – start afresh: nothing said before matters",
    ]
    if telegram:
        lines += [
            "/subscribe 08:00 – a daily digest of what is new; add a time zone: /subscribe 08:00 Europe/Belgrade",
            "/unsubscribe – no more digests",
            "Reply to a message of mine to ask about it, or select a phrase in it and reply to that.",
        ]
    if editor:
        lines += [
            "",
            bold("Editors"),
            "/add TEXT – store an article (first line: its title)",
            "/add LINK – store the article that a page prints",
            "/add as the caption of documents – store them: txt, md, html, pdf, docx, jsonl",
            "/add in reply – that message, its documents or its links",
            "/retract ID REASON – take an article back; /restore ID brings it back",
            "/article ID – how an article stands; /stats – how much there is",
            "/log – who changed what; /undo N or /undo 17-41 takes changes of the last day back",
            "/feeds – what is followed, and how that goes; /feeds add LINK",
            "/editors – who may do this",
            "/feedback – what readers think of answers, the worst first",
        ]
    if not telegram:
        lines += ["undo – take back what was read into the last question", "/quit – leave"]
    return join(lines, "\n")


async def sources(asking: Asking) -> Text:
    return (await sources_page(asking, 1, SOURCES))[0]


async def sources_page(asking: Asking, page: int, size: int) -> tuple[Text, int]:
    """What is stored, `size` publishers and articles a page, and how many pages there are; `page` counts from 1."""
    summaries = await asking.library.sources()
    if not summaries:
        return Text(f"Nothing is stored yet. {HOW_TO_ADD}"), 1
    total, copies = sum(s.articles for s in summaries), sum(s.copies for s in summaries)
    pages = -(-max(total, len(summaries)) // size)
    before = (min(page, pages) - 1) * size
    newest = await asking.library.newest(size, before)
    unread = await asking.library.unread()
    shown = summaries[before : before + size]
    return join(
        [
            bold(f"{total:,} {'article' if total == 1 else 'articles'} from {len(summaries)} "
                 f"{'source' if len(summaries) == 1 else 'sources'}"),
            *([f"{copies:,} of them {'is a copy' if copies == 1 else 'are copies'} of others"] if copies else []),
            *[source_summary(s) for s in shown],
            *([f"{unread:,} in a language that is not read for statements"] if unread and not before else []),
            *([""] if shown else []),
            bold(f"Newest, from {before + 1:,} on" if before else "Newest"),
            *[Text(f"• {shortened(a.label)} ") + code(a.id) for a in newest],
        ],
        "\n",
    ), pages  # fmt: skip


def source_summary(summary: SourceSummary) -> str:
    newest = f", newest {summary.newest:%-d %B %Y}" if summary.newest else ""
    return f"• {shortened(summary.name or 'publisher not printed')}: {summary.articles:,}{newest}"


def asked(words: Sequence[str]) -> str:
    """What follows /ask.  Raises BadInput where nothing does."""
    text = " ".join(words).strip()
    if not text:
        raise BadInput(f"What would you like to know? Write it like /ask {EXAMPLES[0]}")
    return text
