"""Choose the id of an article: the one given, or a digest of its text."""

from __future__ import annotations

import hashlib

from retrieval.domain.article import Draft


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def draft_id(draft: Draft) -> str:
    """Return the id given, else one made from the text, so that the same text again is the same article."""
    return draft.id if draft.id is not None else text_digest(draft.text)[:12]
