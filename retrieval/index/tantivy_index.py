"""The word index: passages by the words they print, in tantivy, on disk.  No other room imports tantivy.

On disk it is a manifest that names one folder, the payload, and the checksum of each file in it: tantivy opens a file
with a flipped bit without a word.  A save makes a new payload of hard links to the files of the old one and of what is
new, then writes the manifest: a kill at any instant leaves the old pair or the new one.  What cannot be saved is
searched in memory.
"""

from __future__ import annotations

import errno
import functools
import math
import os
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from uuid import uuid4

from tantivy import (
    Document,
    Filter,
    Index,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from retrieval.domain.errors import IndexBroken
from retrieval.domain.ports import NO_GENERATION, Generation
from retrieval.index import atomic_store, segment
from retrieval.index.keyword_terms import Term, terms
from retrieval.index.segment import Segment

# It changes with what is written for a passage: the fields, `terms`, the stemmer.
FORMAT = 1
LIBRARY = metadata.version("tantivy")
# The least that tantivy takes.
WRITER_BYTES = 15_000_000
# A question has fewer; of a page pasted in, the weightiest say what it is about.
MOST_WORDS = 32
# A word counts half as what it is, half by its stem: "Hill" finds "hills" too, but finds "Hill" first.
AS_PRINTED, BY_STEM = 0.5, 0.5
# A disk with less than this left is full: tantivy does not tell why it could not write.
FULL = 1 << 20


@dataclass(frozen=True, slots=True)
class TantivyManifest:
    """What a saved index says of itself; `files` are those of the payload, each with its sha256.

    Raises IndexBroken where that is of another version.
    """

    format: int
    library: str
    count: int
    generation: int
    token: str
    payload: str
    files: dict[str, str]

    def __post_init__(self) -> None:
        atomic_store.check_types(self)
        # Another tantivy may read these files otherwise, or not at all.
        if (self.format, self.library) != (FORMAT, LIBRARY):
            made = f"tantivy {self.library} in format {self.format}"
            raise IndexBroken(f"the word index is of {made}, not of {LIBRARY} in {FORMAT}")
        # A name without one, or with a path in it, would lead elsewhere: to a folder that is locked already.
        if not self.payload.startswith(segment.PREFIX) or Path(self.payload).name != self.payload:
            raise ValueError(f"payload is {self.payload!r}")


class _Saved:
    """A payload that is open for searching."""

    def __init__(self, files: Segment) -> None:
        """Raises ValueError where it is not ours."""
        self.files = files
        with files.openable() as folder:
            self.searcher = _index(folder).searcher()
        self._ids: set[int] | None = None

    def __len__(self) -> int:
        return self.searcher.num_docs

    def ids(self) -> set[int]:
        """All of them, kept: looking them up takes 50 ms for 100,000."""
        if self._ids is None:
            self._ids = {i for i, _ in _hits(self.searcher, Query.all_query(), len(self))}
        return self._ids


class _InMemory:
    """What came since the payload was written, searchable: only what is new since the last search is written."""

    def __init__(self) -> None:
        self._index = _index(None)
        self._held: dict[int, str] = {}
        self._searcher: Searcher | None = None

    def forget(self) -> None:
        """The texts are others than they were."""
        self._searcher = None

    def searcher(self, texts: Mapping[int, str]) -> Searcher:
        """Over all of `texts`, by id."""
        if self._searcher is not None:
            return self._searcher
        gone = [i for i, text in self._held.items() if texts.get(i) != text]
        new = {i: text for i, text in texts.items() if self._held.get(i) != text}
        _write(self._index, gone, new)
        self._held = dict(texts)
        self._index.reload()
        self._searcher = self._index.searcher()
        return self._searcher


class TantivyIndex:
    """Passages by words, phrases and numbers, ranked by BM25.  Blocking: it lives on the worker."""

    def __init__(self) -> None:
        self.generation = NO_GENERATION
        self._saved: _Saved | None = None
        # What came and went since the payload was written.
        self._new: dict[int, str] = {}
        self._gone: set[int] = set()
        self._in_memory = _InMemory()

    def __len__(self) -> int:
        return len(self._saved) - len(self._gone) + len(self._new) if self._saved else len(self._new)

    def ids(self) -> set[int]:
        return ((self._saved.ids() - self._gone) if self._saved else set()) | self._new.keys()

    def add(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        """Texts of passages; ids that are new to this index."""
        self._new.update(zip(ids, texts, strict=True))
        self._in_memory.forget()

    def remove(self, ids: Sequence[int]) -> None:
        """Ids that are not there are passed over."""
        self._in_memory.forget()
        for i in ids:
            if self._new.pop(i, None) is None and self._saved and i in self._saved.ids():
                self._gone.add(i)

    def search(
        self,
        words: Mapping[str, float],
        phrases: Sequence[str] = (),
        k: int = 10,
        within: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        """(id, BM25), best first, at most `k`, of passages that print any of `words` or `phrases`.

        `words` have weights, 1.0 for a plain one; `phrases` are words that must stand in this order, and count on top.
        Any text will do for either: nothing in it is syntax.  `within`: only among these ids.
        """
        wanted, printed = self._weighed(words), [found for p in phrases if (found := [t[0] for t in terms(p)])]
        if k < 1 or not (wanted or printed):
            return []
        scores: dict[int, float] = {}
        for part in self._parts():
            hidden = self._gone if self._saved and part is self._saved.searcher else set()
            for query in self._queries(part, wanted, printed):
                for i, score in _hits(part, _among(query, within, hidden), k):
                    scores[i] = max(score, scores.get(i, 0.0))
        return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))[:k]

    def printed(self, word: str) -> int:
        """How many passages print `word` in some form; those that went may count until the index is tidied."""
        term = next(terms(word), None)
        return self._frequency("loose", _stem(term[0])) if term else 0

    def save(self, folder: Path) -> None:
        """Write the index and its manifest.  Raises OSError (no space, read-only); the saved one then stays."""
        folder.mkdir(parents=True, exist_ok=True)
        with atomic_store.locked(folder):
            # What killed saves have left would add up, where each is killed.
            atomic_store.sweep(folder, TantivyManifest, segment.PREFIX, segment.delete)
            try:
                self._save(folder)
            finally:
                atomic_store.sweep(folder, TantivyManifest, segment.PREFIX, segment.delete)

    def _save(self, folder: Path) -> None:
        saved, made = self._saved, None
        try:
            if saved is None or saved.files.path.parent != folder or self._new or self._gone:
                made = Segment.made(folder / self._name())
                saved = self._written(made)
            manifest = TantivyManifest(
                format=FORMAT, library=LIBRARY, count=len(saved), generation=self.generation.number,
                token=self.generation.token, payload=saved.files.path.name, files=saved.files.checksums,
            )  # fmt: skip
            atomic_store.write_manifest(folder, manifest)
        except BaseException:
            if made is not None:
                # Whether the manifest names it is for the sweeping to see.
                made.let_go()
            raise
        if self._saved is not None and saved is not self._saved:
            self._saved.files.let_go()
        self._saved, self._new, self._gone, self._in_memory = saved, {}, set(), _InMemory()

    def _name(self) -> str:
        return f"{segment.PREFIX}{self.generation.number}-{uuid4().hex[:8]}"

    def _written(self, files: Segment) -> _Saved:
        """All that is in this index, written into `files`."""
        if self._saved is not None:
            files.take_over(self._saved.files)
        try:
            _write(_index(files.path), self._gone, self._new)
        except ValueError as error:
            raise _unwritten(files.path) from error
        files.seal()
        return _Saved(files)

    @classmethod
    def load(cls, folder: Path) -> TantivyIndex | None:
        """The saved index; None where none was saved.  Raises IndexBroken where what is there cannot be trusted."""
        try:
            with atomic_store.locked(folder):
                manifest = atomic_store.read_manifest(folder, TantivyManifest)
                if manifest is None:
                    return None
                files = Segment(folder / manifest.payload, manifest.files)
            files.check()
            saved = _Saved(files)
        except (OSError, ValueError) as error:
            raise IndexBroken(f"the word index in {folder} cannot be read: {error}") from error
        if len(saved) != manifest.count:
            raise IndexBroken(f"the word index in {folder} holds {len(saved)} passages, not {manifest.count}")
        index = cls()
        index._saved = saved
        index.generation = Generation(manifest.generation, manifest.token)
        return index

    def _weighed(self, words: Mapping[str, float]) -> list[tuple[Term, float]]:
        """The weightiest words, as terms."""
        found: dict[Term, float] = {}
        for word, weight in words.items():
            # A NaN is passed over, too.
            if 0 < weight < math.inf:
                for term in terms(word):
                    found[term] = max(weight, found.get(term, 0.0))
        if len(found) <= MOST_WORDS:
            return list(found.items())
        printed = {term: self.printed(term[0]) for term in found}
        # What no passage prints is the rarest, and of no use.
        worth = {term: found[term] * _idf(n, len(self)) if n else 0.0 for term, n in printed.items()}
        return [(term, found[term]) for term in sorted(found, key=lambda term: -worth[term])[:MOST_WORDS]]

    def _parts(self) -> list[Searcher]:
        """What is on disk, and what is in memory."""
        fresh = [self._in_memory.searcher(self._new)] if self._new else []
        return [*([self._saved.searcher] if self._saved else []), *fresh]

    def _queries(self, part: Searcher, words: list[tuple[Term, float]], phrases: list[list[str]]) -> list[Query]:
        """Of their scores for a passage the highest is its whole score.

        A phrase among the words of the one query would cost tantivy its shortcut past what cannot be among the best.
        """
        should = [
            _boosted(Query.term_query(_schema(), field, form), boost * self._evened(part, field, form))
            for (field, form), boost in _boosts(words).items()
        ]
        queries = [_any(should)] if should else []
        if phrases:
            must = (Occur.Must, _any([_phrase(p[:MOST_WORDS]) for p in phrases]))
            queries.append(Query.boolean_query([must, *((Occur.Should, q) for q in should)]))
        return queries

    def _evened(self, part: Searcher, field: str, form: str) -> float:
        """By what a score of this part is to be multiplied: a word that is rare among few is not rare among all."""
        if len(self._parts()) == 1:
            return 1.0
        here = _idf(part.doc_freq(field, form), part.num_docs)
        return _idf(self._frequency(field, form), len(self)) / here

    def _frequency(self, field: str, form: str) -> int:
        return sum(part.doc_freq(field, form) for part in self._parts())


@functools.cache
def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_text_field("exact", tokenizer_name="exact", index_option="position")
    builder.add_text_field("loose", tokenizer_name="loose", index_option="freq")
    return builder.build()


@functools.cache
def _analyser(field: str) -> TextAnalyzer:
    """What a field does with terms that have a space between them."""
    builder = TextAnalyzerBuilder(Tokenizer.whitespace())
    return (builder.filter(Filter.stemmer("english")) if field == "loose" else builder).build()


def _stem(form: str) -> str:
    return _analyser("loose").analyze(form)[0]


def _index(folder: Path | None) -> Index:
    """What is in `folder`, or a new one there; None: in memory.  Raises ValueError where it is not ours."""
    index = Index(_schema(), None if folder is None else str(folder))
    for field in ("exact", "loose"):
        index.register_tokenizer(field, _analyser(field))
    # Else a thread watches the folder for what another writes into it: nobody does.
    index.config_reader("manual")
    return index


def _write(index: Index, gone: Collection[int], new: Mapping[int, str]) -> None:
    """Take `gone` out and put `new` in, in one commit.  Raises ValueError where it cannot be written."""
    writer = index.writer(WRITER_BYTES, 1)
    try:
        if gone:
            # Not by term: that finds no unsigned ones, in 0.27.
            writer.delete_documents_by_query(Query.term_set_query(_schema(), "id", list(gone)))
        for i, text in new.items():
            found = list(terms(text))
            document = Document()
            document.add_unsigned("id", i)
            document.add_text("exact", " ".join(term[0] for term in found))
            document.add_text("loose", " ".join(form for term in found for form in term))
            writer.add_document(document)
        writer.commit()
    finally:
        # Also gives up tantivy's lock.
        writer.wait_merging_threads()


def _unwritten(folder: Path) -> OSError:
    code = errno.ENOSPC if shutil.disk_usage(folder).free < FULL else errno.EIO
    return OSError(code, os.strerror(code), str(folder))


def _boosts(words: Iterable[tuple[Term, float]]) -> dict[tuple[str, str], float]:
    """By (field, form): how much it counts.  Two words of one stem count it once."""
    boosts: dict[tuple[str, str], float] = {}
    for term, weight in words:
        # A part of what was asked for is less than the whole.
        loose = [(_stem(form), BY_STEM / (len(term) if n else 1)) for n, form in enumerate(term)]
        for key, share in [(("exact", term[0]), AS_PRINTED), *((("loose", form), share) for form, share in loose)]:
            boosts[key] = max(boosts.get(key, 0.0), share * weight)
    return boosts


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, q) for q in queries]) if queries else Query.empty_query()


def _boosted(query: Query, boost: float) -> Query:
    return Query.boost_query(query, boost)


def _phrase(forms: list[str]) -> Query:
    if len(forms) == 1:
        return Query.term_query(_schema(), "exact", forms[0])
    return Query.phrase_query(_schema(), "exact", [*forms])


def _among(query: Query, within: Collection[int] | None, hidden: Collection[int]) -> Query:
    """`query` among the ids `within`, without those that are `hidden`."""
    clauses = [(Occur.Must, query)]
    for occur, ids in ((Occur.Must, within), (Occur.MustNot, hidden or None)):
        if ids is not None:
            clauses.append((occur, _boosted(Query.term_set_query(_schema(), "id", list(ids)), 0.0)))
    return Query.boolean_query(clauses) if len(clauses) > 1 else query


def _hits(searcher: Searcher, query: Query, k: int) -> list[tuple[int, float]]:
    """(id, score), best first.  tantivy panics where k is 0, and reserves room for k."""
    found = searcher.search(query, max(1, min(k, searcher.num_docs)), count=False).hits
    ids = searcher.fast_field_values("id", [address for _, address in found])
    return [(int(i), float(score)) for i, (score, _) in zip(ids, found, strict=True) if i is not None]


def _idf(passages: int, of: int) -> float:
    """BM25's, as tantivy has it."""
    return math.log1p((max(of, passages) - passages + 0.5) / (passages + 0.5))
