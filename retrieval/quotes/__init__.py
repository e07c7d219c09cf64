"""Article text to statements: who is printed as having said what.  Pure.

marks.py finds quoted stretches, names.py the people named, cues.py the reporting verbs with their subjects,
speakers.py whom a subject means, reader.py puts them together.
"""

from retrieval.quotes.reader import read_statements

__all__ = ["read_statements"]
