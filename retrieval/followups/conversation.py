"""What was asked and shown before, as values: what a follow-up leans on.  Bounded; knows nothing of chats or tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import Answer, Excerpt, RefusalReason, Reply
from retrieval.people.registry import is_described
from retrieval.text.prose import join_names

# What a follow-up can lean on: turns, the newest of them, and characters of them all.
MAX_TURNS = 12
MAX_CONVERSATION_CHARS = 12_000
# Of one text that was shown; what people wrote in a history may be longer.
MAX_REPLY_CHARS = 2_000
# It was not understood what was meant.
CLARIFYING_REASONS = frozenset({RefusalReason.NOTHING_BEFORE, RefusalReason.WHOM_YOU_MEAN})


@dataclass(frozen=True, slots=True)
class Cited:
    """Where an excerpt stood when it was shown: `start` inclusive, `end` exclusive, in code points of that revision."""

    article: str
    revision: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Turn:
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
    reason: RefusalReason | None = None
    label: str | None = None

    @property
    def own(self) -> str:
        """What was asked, in the reader's own words where only words of the history were put before them.

        These are a search's guess, and rules that built on them would grow it with each turn.
        """
        carried = self.understood.removesuffix(self.asked).split()
        return self.asked if carried and self.label == carried_label(carried) else self.understood

    @property
    def characters(self) -> int:
        return len(self.asked) + len(self.understood) + len(self.replied)


@dataclass(frozen=True, slots=True)
class About:
    """What a reply points at: articles by id, people by name, a phrase selected in the message replied to.

    `answered`: that message is the answer of the conversation's last turn, so that a follow-up leans on that.
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

    turns: tuple[Turn, ...] = ()
    about: About | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "turns", _newest(self.turns))

    @property
    def last(self) -> Turn | None:
        return self.turns[-1] if self.turns else None

    def and_then(self, turn: Turn) -> Conversation:
        return Conversation((*self.turns, turn))


def _newest(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    kept: list[Turn] = []
    room = MAX_CONVERSATION_CHARS
    answered = [e for e in turns if e.reason not in CLARIFYING_REASONS]
    for turn in reversed(answered[-MAX_TURNS:]):
        room -= turn.characters
        if room < 0:
            break
        kept.append(turn)
    return tuple(reversed(kept))


EMPTY_CONVERSATION = Conversation()


def turn_of(asked: str, reply: Reply, shown: Iterable[Excerpt]) -> Turn:
    """What a reply to `asked` leaves behind; `shown` are those of its excerpts that the reader was shown."""
    excerpts = list(shown)
    articles = excerpts if isinstance(reply, Answer) else [*excerpts, *reply.nearest[:1]]
    return Turn(
        asked=" ".join(asked.split()),
        understood=reply.question.text,
        replied="\n".join(e.text for e in excerpts)[:MAX_REPLY_CHARS],
        articles=tuple(dict.fromkeys(e.article.id for e in articles)),
        people=_quoted(excerpts),
        cited=tuple(cited(e) for e in excerpts),
        kind=reply.question.kind,
        reason=None if isinstance(reply, Answer) else reply.reason,
        label=reply.question.understood,
    )


def history_of(conversation: Conversation) -> list[str]:
    """What reader and bot said in turn, in the reader's own words."""
    return [text for e in conversation.turns for text in (e.asked, e.replied)]


def carried_label(carried: Sequence[str]) -> str:
    """How a reader is told with which words of the conversation their question was asked."""
    return f"with {join_names(carried)}"


def cited(excerpt: Excerpt) -> Cited:
    return Cited(excerpt.article.id, excerpt.article.revision, excerpt.span.start, excerpt.span.end)


def _quoted(excerpts: Iterable[Excerpt]) -> tuple[str, ...]:
    named = (s.name for e in excerpts for s in e.speakers if not is_described(s, e.article.text))
    return tuple(dict.fromkeys(named))
