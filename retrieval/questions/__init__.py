"""Read a question: its kind, the people it asks about, topic, audience and time.  Pure; plain patterns.

If the patterns do not account for every word (a place, a reason, a second verb), it is an open question: no word is
silently dropped.
"""

from retrieval.questions.reading import MAX_QUESTION_CHARS, as_open, read_question, replace_name
from retrieval.questions.time_words import search_text, time_words_in

__all__ = ["MAX_QUESTION_CHARS", "as_open", "read_question", "replace_name", "search_text", "time_words_in"]
