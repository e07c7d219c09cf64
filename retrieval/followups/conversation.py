"""What was asked and shown before, as bounded values.  Knows nothing of chats or tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import Answer, Excerpt, RefusalReason, Reply
from retrieval.people.registry import is_described
from retrieval.text.prose import join_names

# What is kept of a conversation: the newest turns, and their characters in all.
MAX_TURNS = 12
MAX_CONVERSATION_CHARS = 12_000
# Of one reply: those of an imported history may be longer.
MAX_REPLY_CHARS = 2_000
# The bot did not understand, and asked what was meant.
CLARIFYING_REASONS = frozenset({RefusalReason.NOTHING_BEFORE, RefusalReason.WHO_IS_MEANT})


@dataclass(frozen=True, slots=True)
class Cited:
    """Where an excerpt was when it was shown: `start` inclusive, `end` exclusive, in code points of that revision."""

    article: str
    revision: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what was shown for it.

    `asked` is what the reader typed, `understood` the whole question that was answered, which stands by itself.
    `replied` are the printed words that were shown, or in an imported history the reply.  `articles` are the ids cited,
    `people` the names of those quoted (roles are left out), `kind` is the kind as which it was answered.
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
        """Return the reader's own words if only context words were put before them, else what was understood.

        Context words are a guess for the search: built into the next question, they would pile up turn by turn.
        """
        added = self.understood.removesuffix(self.asked).split()
        return self.asked if added and self.label == context_label(added) else self.understood

    @property
    def characters(self) -> int:
        return len(self.asked) + len(self.understood) + len(self.replied)


@dataclass(frozen=True, slots=True)
class About:
    """What a reader's reply refers to: articles by id, people by name, a phrase selected in the message replied to.

    `answered`: that message is the answer of the conversation's last turn.
    """

    articles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    phrase: str | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, oldest first: only the newest MAX_TURNS, with at most MAX_CONVERSATION_CHARS in all.

    Turns in which the bot only asked what was meant are left out.
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
    """Return the turn for a reply to `asked`; `shown` are the excerpts of it that the reader has seen."""
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
    """Return what reader and bot said, alternating, with the questions as typed."""
    return [text for e in conversation.turns for text in (e.asked, e.replied)]


def context_label(added: Sequence[str]) -> str:
    """Return the label that shows with which context words a question was asked."""
    return f"with {join_names(added)}"


def cited(excerpt: Excerpt) -> Cited:
    return Cited(excerpt.article.id, excerpt.article.revision, excerpt.span.start, excerpt.span.end)


def _quoted(excerpts: Iterable[Excerpt]) -> tuple[str, ...]:
    named = (s.name for e in excerpts for s in e.speakers if not is_described(s, e.article.text))
    return tuple(dict.fromkeys(named))
