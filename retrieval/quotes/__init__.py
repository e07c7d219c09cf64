"""Read statements out of an article: who is printed as having said what.

`layouts/` reads what print shows without words: quotation marks, transcripts, headings, and quotations next to a name.
`tagging/` runs the fitted network.  `speakers/` finds out who a source is, with `pronouns/` for "he" and "she".
`content_bounds.py` and `false_positives.py` correct the network, `reporting/` leaves out what says nothing, and
`reader.py` combines everything.
"""

from retrieval.quotes.reader import read_statements

__all__ = ["read_statements"]
