"""Tell whether a text is in a language that is read for statements: English.  The only room that imports py3langid."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Enough to tell a language by, and bounded for a long text.
SAMPLE_CHARS = 4000
# Fewer letters tell too little: a headline with three names in it may look like anything.
MIN_LETTERS = 200
MIN_CONFIDENCE = 0.95


def is_supported_language(text: str) -> bool:
    """Whether the tagger knows the language of `text`.  What is too short to tell goes by its letters."""
    letters = [c for c in text[: 10 * SAMPLE_CHARS] if c.isalpha()][:SAMPLE_CHARS]
    if not letters:
        return True
    if sum(_latin(c) for c in letters) < 0.5 * len(letters):
        return False
    if len(letters) < MIN_LETTERS:
        return True
    language, sure = _identifier().classify(text[:SAMPLE_CHARS])
    return bool(language == "en" or sure < MIN_CONFIDENCE)


@functools.cache
def _latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")


@functools.cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  paid when a text is read

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
