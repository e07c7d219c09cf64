"""Split text of any length into the packaged encoder's word pieces, without its special ones."""

from __future__ import annotations

from typing import Protocol

from retrieval.models.packaged_minilm import packaged_tokenizer


class Tokenizer(Protocol):
    """Splits a text into word pieces: their ids, and their [start, end) in the text; no special pieces."""

    def __call__(self, text: str) -> tuple[list[int], list[tuple[int, int]]]: ...


def word_pieces() -> Tokenizer:
    """Load the packaged encoder's tokenizer.  Raise ModelUnusable."""
    from tokenizers import Tokenizer as WordPieces  # noqa: PLC0415  paid when a text is read

    loaded = WordPieces.from_buffer(packaged_tokenizer())
    loaded.no_truncation()
    loaded.no_padding()

    def tokenize(text: str) -> tuple[list[int], list[tuple[int, int]]]:
        found = loaded.encode(text, add_special_tokens=False)
        return found.ids, found.offsets

    return tokenize
