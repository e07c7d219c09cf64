"""Read a question: what kind it is, whom it asks about, on what, to whom, when.  Pure; plain patterns.

What the patterns leave over (a place, a reason, a second verb) makes it an open question: nothing is dropped unsaid.
"""

from retrieval.questions.reading import MAX_QUESTION_CHARS, as_open, read_question, replace_name
from retrieval.questions.time_words import time_words_in

__all__ = ["MAX_QUESTION_CHARS", "as_open", "read_question", "replace_name", "time_words_in"]
