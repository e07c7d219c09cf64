"""Answer readers, on Telegram and in the terminal alike: questions, small talk, choices, and what there is to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.services import Asking
from bot.usecases.asking import people
from bot.usecases.asking.counted import ask
from bot.usecases.asking.headlines import headlines
from bot.views.cards.items import named, roles_printed, shown_on
from bot.views.cards.page import page_ranges, page_text
from bot.views.cards.replies import card_of
from bot.views.cards.stored import Laid
from bot.views.citing import CitationLink, to_page, to_source
from bot.views.guide.examples import WHAT_TO_ASK
from bot.views.guide.welcome import welcome as welcome_text
from bot.views.library import SourcesPage, nothing_stored, sources_text
from bot.views.replies.reply import choices, reply_blocks, shown, sides_shown
from bot.views.rich_text import Text, join
from retrieval.domain.errors import BadInput
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Refusal, RefusalReason, Reply, Talk
from retrieval.followups import replace_pronoun
from retrieval.followups.conversation import CLARIFYING_REASONS, EMPTY_CONVERSATION, Conversation, Turn, turn_of
from retrieval.questions import replace_name

_WELCOMED = {Talk.GREETING, Talk.ABOUT_THE_BOT}
# How long a terminal waits for questions to offer.
MAX_WAIT_SECONDS = 10.0
# Publishers and articles on a page in the terminal.
SOURCES_PER_PAGE = 20
# What the button "Who else" asks.
WHO_ELSE = "who else?"
_ON_A_TOPIC = frozenset({QuestionKind.SAID_BY, QuestionKind.ABOUT, QuestionKind.COMPARISON})
# Printed roles looked through for those of the people on a card.
MAX_ROLES_READ = 100


@dataclass(frozen=True, slots=True)
class Response:
    """What the bot says to a message, and the names to choose from if `question` left open who was meant.

    `blocks` are for a terminal.  On Telegram, a reply to a question is `laid` out as a card instead; small talk is
    blocks there too.
    `offered` are whole questions that a reader may ask next.  `link` says where the numbers of a card lead.
    `turn` is the answered question, None if it was none; `conversation` is the context of the reader's next message.
    """

    blocks: list[Text]
    question: str = ""
    choices: tuple[str, ...] = ()
    turn: Turn | None = None
    conversation: Conversation = EMPTY_CONVERSATION
    laid: Laid | None = None
    now: datetime | None = None
    offered: tuple[str, ...] = ()
    link: CitationLink = to_source

    @property
    def text(self) -> Text:
        """Return what Telegram shows: one message."""
        if self.laid is None:
            return join(self.blocks, "\n\n")
        return page_text(self.laid.card, self.laid.pages[0], self.now, self.link)

    @property
    def can_be_undone(self) -> bool:
        return self.turn is not None and can_be_undone(self.turn)

    @property
    def can_be_rated(self) -> bool:
        return self.turn is not None and not self.choices and can_be_rated(self.turn)


def can_be_undone(turn: Turn) -> bool:
    """Return whether something was read into the question."""
    return turn.label is not None


def can_be_rated(turn: Turn) -> bool:
    """Return whether readers may rate it.  Refusals too, but not a question back, which is no answer yet."""
    return turn.reason not in CLARIFYING_REASONS | {RefusalReason.NOTHING_STORED}


async def answer(
    asking: Asking,
    text: str,
    conversation: Conversation = EMPTY_CONVERSATION,
    *,
    now: datetime | None = None,
    literally: bool = False,
    as_card: bool = False,
) -> Response:
    """Answer a question, or small talk in kind.  Raise UnusableQuestion.

    `as_card` lays the answer out for Telegram.
    `literally` reads nothing into the question.  `now` is the time where the reader is; None: in the operator's zone.
    """
    reply = await ask(asking, text, now=now, conversation=conversation, literally=literally)
    if isinstance(reply, Refusal) and reply.talk is not None:
        if reply.talk in _WELCOMED:
            return replace(await welcome(asking, reply.question.asked_at), conversation=conversation)
        return Response(await _small_talk(asking, reply, reply.talk), conversation=conversation)
    return await _response(asking, text, reply, conversation, as_card=as_card)


async def _small_talk(asking: Asking, reply: Refusal, talk: Talk) -> list[Text]:
    match talk:
        case Talk.STORED:
            return [await sources(asking)]
        case Talk.PEOPLE:
            return await people.known(asking, "")
    return reply_blocks(reply)


async def _response(asking: Asking, text: str, reply: Reply, conversation: Conversation, *, as_card: bool) -> Response:
    if as_card:
        return await _as_card(asking, text, reply, conversation)
    turn = turn_of(text, reply, shown(reply))
    blocks = reply_blocks(reply, conversing=True)
    return Response(blocks, text, choices(reply), turn, conversation.and_then(turn))


async def _as_card(asking: Asking, text: str, reply: Reply, conversation: Conversation) -> Response:
    excerpts = reply.excerpts if isinstance(reply, Answer) else reply.nearest
    names = named(excerpts)
    roles = await asking.library.roles_of(names, MAX_ROLES_READ) if names else []
    card, now = card_of(reply, roles_printed(excerpts, roles)), reply.question.asked_at
    pages = page_ranges(card, now)
    turn = turn_of(text, reply, [*shown_on(card, pages[0], excerpts), *sides_shown(reply)])
    laid = Laid(card, tuple(pages), has_others=isinstance(reply, Answer) and _has_others(reply.question, turn))
    link = to_page(asking.pages, now)
    return Response([], text, choices(reply), turn, conversation.and_then(turn), laid, now, link=link)


def _has_others(question: Question, turn: Turn) -> bool:
    """Return whether others may have spoken on the same topic."""
    return bool(turn.people) and bool(question.topic) and question.kind in _ON_A_TOPIC


async def who_else(asking: Asking, conversation: Conversation, now: datetime) -> Response:
    """Answer who else spoke on the topic of a conversation's last turn, for Telegram."""
    return await answer(asking, WHO_ELSE, conversation, now=now, as_card=True)


async def choose(
    asking: Asking, turn: Turn, name: str, conversation: Conversation, now: datetime, *, as_card: bool = False
) -> Response:
    """Answer a question whose reader chose `name` among those offered.  Raise UnusableQuestion."""
    if turn.reason is RefusalReason.WHO_IS_MEANT:
        whole = replace_pronoun(turn.asked, name)
        return await answer(asking, whole, conversation, now=now, as_card=as_card)
    # Ask it again to learn which of its names was unclear, and whether it still is.
    reply, whole = await ask(asking, turn.understood, now=now, literally=True), turn.understood
    if isinstance(reply, Refusal) and reply.asked is not None and name in choices(reply):
        whole = replace_name(turn.understood, reply.asked, name, now)
        reply = await asking.answer(whole, literally=True, now=now)
    return await _response(asking, whole, reply, conversation, as_card=as_card)


async def welcome(asking: Asking, now: datetime | None, *, listed: bool = False) -> Response:
    """Return what the bot is, with questions to ask: `listed` in the text, or else offered beside it.

    `now` is the time where the reader is; None: it is not known what is new today.
    """
    stored = await asking.library.article_count() > 0
    # A terminal has no later welcome that could show them.
    patience = MAX_WAIT_SECONDS if listed else None
    questions = await asking.openers(patience) if stored else ()
    new = [] if now is None else await headlines(asking.library, now)
    text = welcome_text(questions, new, stored=stored, listed=listed)
    return Response([text], offered=() if listed else questions)


async def sources(asking: Asking) -> Text:
    return (await sources_page(asking, 1, SOURCES_PER_PAGE))[0]


async def sources_page(asking: Asking, page: int, size: int) -> tuple[Text, int]:
    """Return a page of what is stored, `size` publishers and articles each, and the number of pages.

    `page` counts from 1.
    """
    summaries = await asking.library.sources()
    if not summaries:
        return nothing_stored(), 1
    articles = sum(s.articles for s in summaries)
    pages = -(-max(articles, len(summaries)) // size)
    skipped = (min(page, pages) - 1) * size
    return sources_text(
        SourcesPage(
            sources=summaries[skipped : skipped + size],
            newest=await asking.library.newest(size, skipped),
            skipped=skipped,
            articles=articles,
            publishers=len(summaries),
            copies=sum(s.copies for s in summaries),
            unread=await asking.library.unread(),
        )
    ), pages


def question_of(words: Sequence[str]) -> str:
    """Return the question after /ask.  Raise BadInput if there is none."""
    text = " ".join(words).strip()
    if not text:
        raise BadInput(WHAT_TO_ASK)
    return text
