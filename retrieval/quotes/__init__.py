"""Read statements out of an article: who is printed as having said what.

`marks.py` finds quoted stretches.  `windows.py` cuts the text for the fitted network, which `tagger.py` runs; `tags.py`
and `decoding.py` turn its scores into spans.  `roles.py` reads what people are, `sources.py` parses the printed source,
`pronouns/` and `speaker_resolver.py` decide who it is.  `layout.py`, `adjacent_source.py` and `false_positives.py` hold
rules for what the network gets wrong, and `reader.py` combines everything.
"""

from retrieval.quotes.reader import read_statements

__all__ = ["read_statements"]
