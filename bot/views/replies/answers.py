"""Render answers: which excerpts are shown, under which headings, and how many more there are.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby

from bot.languages.lists import all_of
from bot.languages.speaking import marked, tr
from bot.views.counting import counted
from bot.views.replies.differences import MAX_SHOWN, label, side_by_side
from bot.views.replies.excerpts import continues, headed, heading, sources
from bot.views.replies.notes import notes
from bot.views.replies.refusals import NEWS_KINDS, reason_text
from bot.views.replies.same_story import several_papers
from bot.views.rich_text import Text, italic
from bot.views.safe_text import speaker_name
from bot.views.sources import dated, days_of, shortened
from retrieval.answers.said_by import UNCLEAR
from retrieval.domain.period import Period
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt
from retrieval.text.prose import join_names

# Statements in one reply; for someone quoted more often the reader is invited to name a topic.
MAX_STATEMENTS = 12

CAUTION = marked("This may not answer your question:")

# Questions whose answer gives several people equal room.
_SHARED_ROOM = frozenset({QuestionKind.SAID_BY, QuestionKind.ABOUT, QuestionKind.COMPARISON})


def answer_blocks(answer: Answer, *, conversing: bool) -> Iterator[Text]:
    """Yield the blocks of an answer; `conversing` says that the reader can ask for more."""
    shown, hidden = shown_of(answer)
    if answer.hedged:
        yield italic(caution(answer))
    if limits := scope(answer.question, shown, hedged=answer.hedged):
        yield italic(limits)
    firsts = {e.story.id: e for e in reversed(shown) if e.story is not None}
    yield from headed(shown, lambda excerpt: _heading(answer.question, excerpt, firsts))
    if hidden:
        yield italic(_more(hidden, answer.question.kind, conversing=conversing))
    yield from (side_by_side(label(d), d.sides, shown) for d in answer.differences[:MAX_SHOWN])
    yield sources(shown, answer.question.asked_at)
    yield from notes(answer.remarks)
    yield from (reason_text(refusal) for refusal in answer.unanswered)


def shown_of(answer: Answer) -> tuple[list[Excerpt], int]:
    """Return the excerpts that are shown, and how many statements or passages are not.

    Several people get equal room.
    """
    places = _places(answer.excerpts)
    shared = answer.question.kind in _SHARED_ROOM
    by_person = [[p for _, p in group] for _, group in groupby(
        zip(answer.excerpts, places, strict=True), key=lambda one: heading(one[0]) if shared else ""
    )]  # fmt: skip
    queues = [list(dict.fromkeys(group)) for group in by_person]
    turns = sorted((turn, group, place) for group, queue in enumerate(queues) for turn, place in enumerate(queue))
    kept = {place for _, _, place in turns[:MAX_STATEMENTS]}
    shown = [e for e, place in zip(answer.excerpts, places, strict=True) if place in kept]
    return shown, places[-1] - len(kept)


def caution(answer: Answer) -> str:
    """Return what the reader must know about an answer that is not sure."""
    if answer.resembling is not None:
        meant = all_of(list(map(speaker_name, answer.resembling.people)))
        return tr("I know nobody called “{name}”. Did you mean {people}?", name=answer.resembling.asked, people=meant)
    if answer.whether_true:
        return tr("I can't tell whether that's true. The article goes on:")
    if answer.question.audience and answer.confidence <= UNCLEAR:
        return tr("It isn't clear that this was said to {name}:", name=answer.question.audience)
    return tr(CAUTION)


def scope(question: Question, shown: Sequence[Excerpt], *, hedged: bool) -> str:
    """Return the limits that the question sets and that the excerpts themselves do not show; "" if none."""
    limits = []
    if question.when:
        days = days_of(question.when)
        if question.kind is QuestionKind.NEWS:
            # News is what came in, with or without a printed date.
            limits.append(tr("Only articles published {days}; undated ones count by when they were added.", days=days))
        elif question.kind is QuestionKind.OPEN and not all(_is_published_in(e, question.when) for e in shown):
            limits.append(tr("Only articles published {days}, or passages that mention a date then.", days=days))
        else:
            limits.append(tr("Only articles published {days}.", days=days))
    if question.audience and not hedged:
        limit = tr("Only statements made to {name}, going by the text around them.", name=question.audience)
        limits.append(limit)
    return " ".join(limits)


def _is_published_in(excerpt: Excerpt, when: Period) -> bool:
    published = excerpt.article.published
    return published is not None and when.holds(published)


def _places(excerpts: Sequence[Excerpt]) -> list[int]:
    """Return for each excerpt the number, from 1, of the statement or passage that it belongs to."""
    befores: list[Excerpt | None] = [None, *excerpts[:-1]]
    return list(accumulate(not continues(e, before) for e, before in zip(excerpts, befores, strict=True)))


def _more(hidden: int, kind: QuestionKind, *, conversing: bool) -> str:
    """Return how many statements or passages are not shown, and how to see others."""
    noun, advice = {
        QuestionKind.SAID_BY: ("statement", "ask about a topic to see others"),
        QuestionKind.ABOUT: ("statement", "ask about one person to see others"),
        QuestionKind.COMPARISON: ("statement", "ask about one of them to see others"),
    }.get(kind, ("place", "add words to the question to narrow it down"))
    advice = f"say “more”, or {advice}" if conversing else advice
    return f"{counted(hidden, f'more {noun}')}: {advice}."


def _heading(question: Question, excerpt: Excerpt, firsts: Mapping[int, Excerpt]) -> str:
    """Return the heading above an excerpt: who said it, or which day and publisher it is from.

    In the news the first excerpt of a story, one of `firsts`, says how many papers tell it.
    """
    if question.kind in NEWS_KINDS:
        publisher = shortened(excerpt.article.publisher or "")
        is_first = excerpt.story is not None and firsts[excerpt.story.id] is excerpt
        papers = several_papers(excerpt, question.kind) if is_first and question.kind is QuestionKind.NEWS else ""
        return " · ".join(filter(None, [dated(excerpt.article.published, question.asked_at), publisher, papers]))
    if question.kind is QuestionKind.WHO_IS:
        roles = [f"“{shortened(f.cut(excerpt.article.text))}”" for f in excerpt.focus]
        about = f"About {speaker_name(question.speaker or '')}"
        return about + (f", described as {join_names(roles)}" if roles else "")
    return heading(excerpt)
