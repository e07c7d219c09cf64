"""Read an article: where to cut it, who says what in it, who is named."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import replace
from pathlib import Path

from retrieval.domain.article import Mention, Reading
from retrieval.quotes import tagger
from retrieval.quotes.pronouns import network
from retrieval.quotes.reader import read_statements
from retrieval.quotes.roles import role_beside
from retrieval.text.chunking import passages
from retrieval.text.language import is_supported_language
from retrieval.text.person_names import mentions


@functools.cache
def version() -> str:
    """The fingerprint of what decides what a text is read to say: its code, which names the hashes of its weights.

    A changed comment changes it too; a rule that was changed and not told would be worse.
    """
    digest = hashlib.sha256()
    for file in sorted(Path(tagger.__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


# What is set as another space than the common one is read as that; offsets stay.
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "))


class ArticleReader:
    """Reads texts.  Blocking: call it on the worker.  Nothing is loaded before the first text."""

    def __init__(self) -> None:
        self._tagger = tagger.Tagger()
        self._pronouns = functools.cache(network.packaged)

    def read(self, text: str) -> Reading:
        """What `text` says, and who says it; offsets count its code points.  Raises ModelUnusable."""
        cut = tuple(passages(text))
        if not is_supported_language(text):
            return Reading(cut, (), (), understood=False, version=version())
        plain = text.translate(_SPACES)
        named = with_roles(plain)
        statements = read_statements(plain, self._tagger(plain), named, self._pronouns)
        return Reading(cut, tuple(statements), tuple(named), version=version())


def with_roles(text: str) -> list[Mention]:
    """The names of a text, each with what is printed beside it of what he is."""
    return [replace(m, role=role_beside(text, m.span)) for m in mentions(text)]
