"""Read a question: what kind it is, whom it asks about, on what, to whom, when.  Pure; plain patterns.

What the patterns leave over (a place, a reason, a second verb) makes it an open question: nothing is dropped unsaid.
"""

from retrieval.questions.reading import LONGEST, as_open, named_instead, read_question
from retrieval.questions.time_words import when_in

__all__ = ["LONGEST", "as_open", "named_instead", "read_question", "when_in"]
