"""Hold passages that answer "who is the president of Serbia?" to that office.  Pure."""

from __future__ import annotations

from dataclasses import replace

from retrieval.offices import Office
from retrieval.question import Question
from retrieval.reply import Answer, Refusal, Reply, Silence
from retrieval.sentences import sentences

NEAREST = 2


def held_to(question: Question, opened: Answer) -> Reply:
    """`opened` with the passages alone that print the office whose holder `question` asks for; silence where none does.

    Of another country's president there is always somebody to tell.
    """
    office = Office.of(question.speakers[0])
    kept = tuple(e for e in opened.excerpts if office is None or _prints(office, e.text))
    if kept:
        return replace(opened, excerpts=kept)
    nearest = opened.excerpts[:NEAREST]
    return Refusal(question=opened.question, silence=Silence.NOTHING_CLOSE, nearest=nearest, remarks=opened.remarks)


def _prints(office: Office, text: str) -> bool:
    return any(office.is_printed_in(s.cut(text)) for s in sentences(text))
