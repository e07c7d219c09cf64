"""Hold passages that answer in the place of a form to what the form asked: whose office, by whom.  Pure."""

from __future__ import annotations

from dataclasses import replace

from retrieval.offices import Office
from retrieval.question import Question, QuestionKind
from retrieval.reply import Answer, Excerpt, Refusal, Reply, Silence
from retrieval.sentences import sentences

NEAREST = 2


def held_to(question: Question, opened: Answer) -> Reply:
    """`opened` with the passages alone that tell what `question` asks by its form; silence where none does.

    Of another country's president there is always somebody to tell.
    """
    kept = tuple(e for e in opened.excerpts if _tells(question, e))
    if kept:
        return replace(opened, excerpts=kept)
    nearest = opened.excerpts[:NEAREST]
    return Refusal(question=opened.question, silence=Silence.NOTHING_CLOSE, nearest=nearest, remarks=opened.remarks)


def _tells(question: Question, excerpt: Excerpt) -> bool:
    office = Office.of(question.speakers[0]) if question.kind is QuestionKind.WHO_IS else None
    return office is None or any(office.is_printed_in(s.cut(excerpt.text)) for s in sentences(excerpt.text))
