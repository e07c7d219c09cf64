"""Split text of any length into the packaged encoder's word pieces, without its special ones."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from retrieval.models.packaged_minilm import tokenizer_file

if TYPE_CHECKING:
    from tokenizers import Tokenizer as WordPieces


class Tokenizer(Protocol):
    """Splits a text into word pieces: their ids, and their [start, end) in the text; no special pieces."""

    def __call__(self, text: str) -> tuple[list[int], list[tuple[int, int]]]: ...


def packaged_tokenizer() -> WordPieces:
    """Return the packaged encoder's tokenizer, which neither cuts nor pads; all networks share it.

    Raise ModelUnusable.
    """
    return _loaded(tokenizer_file())


@lru_cache(maxsize=1)
def _loaded(content: bytes) -> WordPieces:
    from tokenizers import Tokenizer as WordPieces  # noqa: PLC0415  paid when a text is read

    loaded = WordPieces.from_buffer(content)
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


def word_pieces() -> Tokenizer:
    """Return the packaged encoder's tokenizer without its special pieces.  Raise ModelUnusable."""
    loaded = packaged_tokenizer()

    def tokenize(text: str) -> tuple[list[int], list[tuple[int, int]]]:
        found = loaded.encode(text, add_special_tokens=False)
        return found.ids, found.offsets

    return tokenize
