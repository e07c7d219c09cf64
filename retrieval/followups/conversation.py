"""What was asked and shown before, as values: what a follow-up leans on.  Bounded; knows nothing of chats or tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Reply, Silence
from retrieval.people.registry import is_described
from retrieval.text.prose import join_names

# What a follow-up can lean on: exchanges, the newest of them, and characters of them all.
EXCHANGES = 12
CHARACTERS = 12_000
# Of one text that was shown; what people wrote in a history may be longer.
SHOWN = 2_000
# It was not understood what was meant.
ASKS_BACK = frozenset({Silence.NOTHING_BEFORE, Silence.WHOM_YOU_MEAN})


@dataclass(frozen=True, slots=True)
class Cited:
    """Where an excerpt stood when it was shown: `start` inclusive, `end` exclusive, in code points of that revision."""

    article: str
    revision: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what was shown for it.

    `asked` is what the reader typed, `understood` the whole question that was answered, which leans on nothing.
    `replied` are the printed words that were shown; in a history of other make, whatever was replied.  `articles` are
    the ids cited, `people` the names of those quoted in it who have one, `kind` as what it was answered.
    """

    asked: str
    understood: str
    replied: str = ""
    articles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    cited: tuple[Cited, ...] = ()
    kind: QuestionKind | None = None
    silence: Silence | None = None
    label: str | None = None

    @property
    def own(self) -> str:
        """What was asked, in the reader's own words where only words of the history were put before them.

        These are a search's guess, and rules that built on them would grow it with each turn.
        """
        carried = self.understood.removesuffix(self.asked).split()
        return self.asked if carried and self.label == with_carried(carried) else self.understood

    @property
    def characters(self) -> int:
        return len(self.asked) + len(self.understood) + len(self.replied)


@dataclass(frozen=True, slots=True)
class About:
    """What a reply points at: articles by id, people by name, a phrase selected in the message replied to.

    `answered`: that message is the answer of the conversation's last exchange, so that a follow-up leans on that.
    """

    articles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    phrase: str | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges, the oldest first.  Of more than EXCHANGES, or CHARACTERS in all, only the newest are kept.

    Those that only asked back are left out: nothing leans on them.
    """

    exchanges: tuple[Exchange, ...] = ()
    about: About | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "exchanges", _newest(self.exchanges))

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    def and_then(self, exchange: Exchange) -> Conversation:
        return Conversation((*self.exchanges, exchange))


def _newest(exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    kept: list[Exchange] = []
    room = CHARACTERS
    answered = [e for e in exchanges if e.silence not in ASKS_BACK]
    for exchange in reversed(answered[-EXCHANGES:]):
        room -= exchange.characters
        if room < 0:
            break
        kept.append(exchange)
    return tuple(reversed(kept))


NOTHING_BEFORE = Conversation()


def exchange_of(asked: str, reply: Reply, shown: Iterable[Excerpt]) -> Exchange:
    """What a reply to `asked` leaves behind; `shown` are those of its excerpts that the reader was shown."""
    excerpts = list(shown)
    articles = excerpts if isinstance(reply, Answer) else [*excerpts, *reply.nearest[:1]]
    return Exchange(
        asked=" ".join(asked.split()),
        understood=reply.question.text,
        replied="\n".join(e.text for e in excerpts)[:SHOWN],
        articles=tuple(dict.fromkeys(e.article.id for e in articles)),
        people=_quoted(excerpts),
        cited=tuple(cited(e) for e in excerpts),
        kind=reply.question.kind,
        silence=None if isinstance(reply, Answer) else reply.silence,
        label=reply.question.understood,
    )


def said_before(conversation: Conversation) -> list[str]:
    """What reader and bot said in turn, in the reader's own words."""
    return [text for e in conversation.exchanges for text in (e.asked, e.replied)]


def with_carried(carried: Sequence[str]) -> str:
    """How a reader is told with which words of the conversation their question was asked."""
    return f"with {join_names(carried)}"


def cited(excerpt: Excerpt) -> Cited:
    return Cited(excerpt.article.id, excerpt.article.revision, excerpt.span.start, excerpt.span.end)


def _quoted(excerpts: Iterable[Excerpt]) -> tuple[str, ...]:
    named = (s.name for e in excerpts for s in e.speakers if not is_described(s, e.article.text))
    return tuple(dict.fromkeys(named))
