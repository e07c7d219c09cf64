"""What retrieval needs from outside, as protocols: models, indexes, and the stores of the library."""

from __future__ import annotations

from retrieval.domain.ports.changes import ChangeStore, EditorStore, FeedStore
from retrieval.domain.ports.indexes import (
    NO_GENERATION,
    Changes,
    Generation,
    IndexStore,
    IndexStores,
    KeywordIndex,
    PassageIndex,
    PassageSource,
    VectorIndex,
)
from retrieval.domain.ports.library import ArticleStore, Library, PassageStore, StatementStore
from retrieval.domain.ports.models import Encoder, Reranker, Vectors
from retrieval.domain.ports.stories import StoryStore

__all__ = [
    "NO_GENERATION",
    "ArticleStore",
    "ChangeStore",
    "Changes",
    "EditorStore",
    "Encoder",
    "FeedStore",
    "Generation",
    "IndexStore",
    "IndexStores",
    "KeywordIndex",
    "Library",
    "PassageIndex",
    "PassageSource",
    "PassageStore",
    "Reranker",
    "StatementStore",
    "StoryStore",
    "VectorIndex",
    "Vectors",
]
