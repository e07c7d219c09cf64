"""Tell which questions can be kept to be asked of every new article: those that an article may answer.  Pure."""

from __future__ import annotations

import re

from retrieval.domain.errors import UnusableQuestion
from retrieval.domain.question import Question, QuestionKind
from retrieval.questions.reading import read_question
from retrieval.text.normalize import content_words

# A question with fewer words that carry a topic is answered by too much.
MIN_WORDS = 2
MAX_CHARS = 200
_ASKS = re.compile(
    r"(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|will|would|can|could|do|does|did|has|have|had)\b"
    r"(?:\s+\S+){2,}",
    re.IGNORECASE,
)
_OF_ONE_PASSAGE = frozenset({QuestionKind.OPEN, QuestionKind.SAID_BY, QuestionKind.ABOUT})


def asks(text: str) -> bool:
    """Return whether words are meant as a question, and not as a name or a topic."""
    return text.rstrip().endswith("?") or _ASKS.match(text) is not None


def lasting_question(text: str) -> Question | None:
    """Return a question that one passage of an article can answer, whenever it comes; None if it is no such question.

    What somebody said on nothing in particular, the news and briefings are none: the person or the topic is followed.
    """
    if len(text) > MAX_CHARS:
        return None
    try:
        question = read_question(text)
    except UnusableQuestion:
        return None
    if question.kind not in _OF_ONE_PASSAGE or (question.kind is not QuestionKind.OPEN and question.topic is None):
        return None
    return question if len(set(content_words(question.text))) >= MIN_WORDS else None
