"""Mend words that are mistyped, before articles are searched for them: "goverment", "presidnet", "bloood".

Only a word that no article prints and that the encoder does not know is mended, into one that both do.  Names are left
alone: no letter becomes another, and somebody's misspelt name is for people.linking, which tells.
"""

from __future__ import annotations

import re
from itertools import pairwise
from string import ascii_lowercase

from retrieval.index.search import PassageSearch
from retrieval.models.word_pieces import packaged_tokenizer
from retrieval.people.linking import FindLinks

# Shorter words are too close to one another, longer ones are none; words with a capital letter are names.
_WORD = re.compile(r"(?<![\w'’-])[a-z]{6,20}(?![\w'’-])")


class Respell:
    """Mends a question's typing errors."""

    def __init__(self, search: PassageSearch, link: FindLinks) -> None:
        self._search = search
        self._link = link

    async def __call__(self, text: str, article: str | None = None) -> str:
        """Return the text with its mistyped words as articles print them, unless they mean somebody in `article`.

        Raise ModelUnusable and StorageError.
        """
        typed = {word for word in _WORD.findall(text) if not _is_known(word)}
        if not typed:
            return text
        meant = {word: [one for one in _one_slip_away(word) if _is_known(one)] for word in typed}
        printed = await self._search.printed_counts({*typed, *(one for found in meant.values() for one in found)})
        mended = {
            word: max(found, key=lambda one: printed[one])
            for word, found in meant.items()
            if not printed[word] and any(printed[one] for one in found)
        }
        names = [link.span for link in await self._link(text, article)] if mended else []

        def respelt(match: re.Match[str]) -> str:
            word = match.group()
            named = any(name.start <= match.start() < name.end for name in names)
            return word if named else mended.get(word, word)

        return _WORD.sub(respelt, text)


def _one_slip_away(word: str) -> set[str]:
    """Return what a word is if a letter was left out, two were swapped, or one was typed twice."""
    left_out = {word[:i] + letter + word[i:] for i in range(1, len(word) + 1) for letter in ascii_lowercase}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)}
    twice = {word[:i] + word[i + 1 :] for i, (one, other) in enumerate(pairwise(word)) if one == other}
    return (left_out | swapped | twice) - {word}


def _is_known(word: str) -> bool:
    return packaged_tokenizer().token_to_id(word) is not None
