"""Read an article: find its passages, its statements with their speakers, and the names that it prints."""

from __future__ import annotations

import functools
import gc

from retrieval.domain.article import Reading
from retrieval.models.heap import give_back
from retrieval.quotes.pronouns import network
from retrieval.quotes.reader import read_statements
from retrieval.quotes.reading_version import reading_version
from retrieval.quotes.speakers.printed_roles import with_roles
from retrieval.quotes.tagging import tagger
from retrieval.text import language
from retrieval.text.chunking import passages
from retrieval.text.hard_wraps import unwrapped_in_place
from retrieval.text.person_names import mentions

# Read every typographic space as a plain one; offsets stay.
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "))


# All readers of a process share the networks.
_tagger = functools.cache(tagger.Tagger)
_pronouns = functools.cache(network.packaged)


class ArticleReader:
    """Read texts.  Blocking: call it on the worker.  The models are loaded with the first text."""

    def release(self) -> None:
        """Drop the models, which take some 200 MB; the next text loads them again, within some two seconds."""
        _tagger.cache_clear()
        _pronouns.cache_clear()
        language.forget_model()
        # What was read refers to the networks in cycles.
        gc.collect()
        give_back()

    def read(self, text: str) -> Reading:
        """Return what `text` says and who says it; offsets count its code points.  Raise ModelUnusable."""
        cut = tuple(passages(text))
        if not language.is_supported_language(text):
            return Reading(cut, (), (), understood=False, version=reading_version())
        plain = unwrapped_in_place(text.translate(_SPACES))
        named = with_roles(plain, mentions(plain))
        statements = read_statements(plain, _tagger()(plain), named, _pronouns, network.genders_of)
        return Reading(cut, tuple(statements), tuple(named), version=reading_version())
