"""Detect whether a text is in English, the language read for statements.  The only module that imports py3langid."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Enough to identify a language, and bounded for a long text.
SAMPLE_CHARS = 4000
# Fewer letters say too little: a headline with three names may look like any language.
MIN_LETTERS = 200
MIN_CONFIDENCE = 0.95


def is_supported_language(text: str) -> bool:
    """Return whether the tagger knows the language of `text`; a short text passes if its letters are Latin."""
    letters = [c for c in text[: 10 * SAMPLE_CHARS] if c.isalpha()][:SAMPLE_CHARS]
    if not letters:
        return True
    if sum(_latin(c) for c in letters) < 0.5 * len(letters):
        return False
    if len(letters) < MIN_LETTERS:
        return True
    language, confidence = _identifier().classify(text[:SAMPLE_CHARS])
    return bool(language == "en" or confidence < MIN_CONFIDENCE)


def forget_model() -> None:
    """Drop what identifying languages takes, some 70 MB; the next text loads it again."""
    _identifier.cache_clear()


@functools.cache
def _latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")


@functools.cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  paid when a text is read

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
