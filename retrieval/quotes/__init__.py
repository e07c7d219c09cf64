"""Article text to statements: who is printed as having said what.

marks.py finds quoted stretches and windows.py cuts the text for the fitted network, which tagger.py runs; tags.py and
decoding.py read spans off its scores.  names.py finds who is named, roles.py what they are, sources.py takes a source
apart, pronouns.py and speakers.py decide whom it means, layout.py and denials.py know what the network does not, and
reader.py puts all of it together.
"""

from retrieval.quotes.reader import read_statements

__all__ = ["read_statements"]
