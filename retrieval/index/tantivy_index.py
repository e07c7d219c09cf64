"""The keyword index in tantivy: passages by the words they print, on disk.  The only module that imports tantivy.

On disk it is a manifest that names one folder, the segment, and the checksum of each file in it: tantivy opens a file
with a flipped bit without complaint.  A save makes a new segment from hard links to the old one's files and from what
is new, then writes the manifest: a kill at any instant leaves the old pair or the new one.  What is not saved yet is
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

# Raise it when a passage is written differently: other fields, `terms` or stemmer.
FORMAT = 1
LIBRARY = metadata.version("tantivy")
# The least memory that tantivy accepts.
WRITER_BYTES = 15_000_000
# Questions have fewer words.  Of a page pasted in, the words of most weight say what it is about.
MAX_WORDS = 32
# A word counts half as printed, half by its stem: "Hill" finds "hills" too, but "Hill" first.
AS_PRINTED, BY_STEM = 0.5, 0.5
# tantivy does not say why it could not write; a disk with fewer free bytes than this counts as full.
FULL_BELOW = 1 << 20


@dataclass(frozen=True, slots=True)
class TantivyManifest:
    """Describes a saved index; `files` are those of the segment, each with its sha256.

    Raises IndexBroken if another version wrote it.
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
        # Another version of tantivy may read these files differently, or not at all.
        if (self.format, self.library) != (FORMAT, LIBRARY):
            made = f"tantivy {self.library} in format {self.format}"
            raise IndexBroken(f"the keyword index is of {made}, not of {LIBRARY} in {FORMAT}")
        # Another name, or a path, would lead elsewhere: to a folder that is locked already.
        if not self.payload.startswith(segment.PREFIX) or Path(self.payload).name != self.payload:
            raise ValueError(f"payload is {self.payload!r}")


class _Saved:
    """A segment that is open for searching."""

    def __init__(self, files: Segment) -> None:
        """Raise ValueError if tantivy or our schema cannot read it."""
        self.files = files
        with files.openable() as folder:
            self.searcher = _index(folder).searcher()
        self._ids: set[int] | None = None

    def __len__(self) -> int:
        return self.searcher.num_docs

    def ids(self) -> set[int]:
        """Return all ids, cached: looking up 100,000 takes 50 ms."""
        if self._ids is None:
            self._ids = {i for i, _ in _hits(self.searcher, Query.all_query(), len(self))}
        return self._ids


class _InMemory:
    """Passages added since the last save, searchable; each search writes only those added since the one before."""

    def __init__(self) -> None:
        self._index = _index(None)
        self._held: dict[int, str] = {}
        self._searcher: Searcher | None = None

    def invalidate(self) -> None:
        """The texts have changed; the next search writes what is new."""
        self._searcher = None

    def searcher(self, texts: Mapping[int, str]) -> Searcher:
        """Return a searcher over all of `texts`, by id."""
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
    """A KeywordIndex of words, phrases and numbers, ranked by BM25, saved in one folder."""

    def __init__(self, folder: Path) -> None:
        self.generation = NO_GENERATION
        self._folder = folder
        self._saved: _Saved | None = None
        # Added and removed since the segment was written.
        self._new: dict[int, str] = {}
        self._gone: set[int] = set()
        self._in_memory = _InMemory()

    def __len__(self) -> int:
        return len(self._saved) - len(self._gone) + len(self._new) if self._saved else len(self._new)

    def ids(self) -> set[int]:
        return ((self._saved.ids() - self._gone) if self._saved else set()) | self._new.keys()

    def present(self, ids: Sequence[int]) -> set[int]:
        return self.ids().intersection(ids)

    def add(self, ids: Sequence[int], texts: Sequence[str]) -> None:
        """Add the texts of passages; the ids must be new to this index."""
        self._new.update(zip(ids, texts, strict=True))
        self._in_memory.invalidate()

    def remove(self, ids: Sequence[int]) -> None:
        """Remove passages; unknown ids are ignored."""
        self._in_memory.invalidate()
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
        """Return at most `k` (id, BM25), best first, of passages that print any of `words` or `phrases`.

        `words` have weights, 1.0 for an ordinary one; a phrase is words in this order, and adds to the score.  Any text
        is allowed: it has no query syntax.  `within` restricts the search to these ids.
        """
        weights = self._term_weights(words)
        wanted_phrases = [found for p in phrases if (found := [t[0] for t in terms(p)])]
        if k < 1 or not (weights or wanted_phrases):
            return []
        scores: dict[int, float] = {}
        for part in self._parts():
            hidden = self._gone if self._saved and part is self._saved.searcher else set()
            for query in self._queries(part, weights, wanted_phrases):
                for i, score in _hits(part, _among(query, within, hidden), k):
                    scores[i] = max(score, scores.get(i, 0.0))
        return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))[:k]

    def passages_with(self, word: str) -> int:
        """Count the passages that print `word` in some form.

        Removed passages may count until tantivy merges its files.
        """
        term = next(terms(word), None)
        return self._frequency("loose", _stem(term[0])) if term else 0

    def save(self) -> None:
        """Write the index and its manifest.

        Raise StorageFull or StorageUnwritable; the index saved before then stays.
        """
        with atomic_store.saving(self._folder):
            # Sweep before as well: if every save is killed, their leftovers would add up.
            atomic_store.sweep(self._folder, TantivyManifest, segment.PREFIX, segment.delete)
            try:
                self._write_segment()
            finally:
                atomic_store.sweep(self._folder, TantivyManifest, segment.PREFIX, segment.delete)

    def _write_segment(self) -> None:
        saved, made = self._saved, None
        try:
            if saved is None or self._new or self._gone:
                name = f"{segment.PREFIX}{self.generation.number}-{uuid4().hex[:8]}"
                made = Segment.create(self._folder / name)
                saved = self._written(made)
            manifest = TantivyManifest(
                format=FORMAT, library=LIBRARY, count=len(saved), generation=self.generation.number,
                token=self.generation.token, payload=saved.files.path.name, files=saved.files.checksums,
            )  # fmt: skip
            atomic_store.write_manifest(self._folder, manifest)
        except BaseException:
            if made is not None:
                # The sweep deletes it, unless the manifest names it already.
                made.release()
            raise
        if self._saved is not None and saved is not self._saved:
            self._saved.files.release()
        self._saved, self._new, self._gone, self._in_memory = saved, {}, set(), _InMemory()

    def _written(self, files: Segment) -> _Saved:
        """Write everything in this index into `files`."""
        if self._saved is not None:
            files.link_files(self._saved.files)
        try:
            _write(_index(files.path), self._gone, self._new)
        except ValueError as error:
            raise _write_error(files.path) from error
        files.seal()
        return _Saved(files)

    @classmethod
    def load(cls, folder: Path) -> TantivyIndex | None:
        """Load the saved index; None if none was saved.  Raise IndexBroken if its files cannot be trusted."""
        try:
            with atomic_store.locked(folder):
                manifest = atomic_store.read_manifest(folder, TantivyManifest)
                if manifest is None:
                    return None
                files = Segment(folder / manifest.payload, manifest.files)
            files.check()
            saved = _Saved(files)
        except (OSError, ValueError) as error:
            raise IndexBroken(f"the keyword index in {folder} cannot be read: {error}") from error
        if len(saved) != manifest.count:
            raise IndexBroken(f"the keyword index in {folder} holds {len(saved)} passages, not {manifest.count}")
        index = cls(folder)
        index._saved = saved
        index.generation = Generation(manifest.generation, manifest.token)
        return index

    def _term_weights(self, words: Mapping[str, float]) -> list[tuple[Term, float]]:
        """Return the MAX_WORDS words of most weight, as terms."""
        found: dict[Term, float] = {}
        for word, weight in words.items():
            # This skips NaN, too.
            if 0 < weight < math.inf:
                for term in terms(word):
                    found[term] = max(weight, found.get(term, 0.0))
        if len(found) <= MAX_WORDS:
            return list(found.items())
        counts = {term: self.passages_with(term[0]) for term in found}
        # A word that no passage prints would be the rarest, but finds nothing.
        value = {term: found[term] * _idf(n, len(self)) if n else 0.0 for term, n in counts.items()}
        return [(term, found[term]) for term in sorted(found, key=lambda term: -value[term])[:MAX_WORDS]]

    def _parts(self) -> list[Searcher]:
        """Return the searchers of what is on disk and of what is in memory."""
        unsaved = [self._in_memory.searcher(self._new)] if self._new else []
        return [*([self._saved.searcher] if self._saved else []), *unsaved]

    def _queries(self, part: Searcher, words: list[tuple[Term, float]], phrases: list[list[str]]) -> list[Query]:
        """Make the queries for one part; a passage's score is the highest that any of them gives it.

        Phrases have a query of their own: in one query with words alone, tantivy can skip passages that cannot be among
        the best.
        """
        should = [
            _boosted(Query.term_query(_schema(), field, form), boost * self._idf_correction(part, field, form))
            for (field, form), boost in _boosts(words).items()
        ]
        queries = [_any(should)] if should else []
        if phrases:
            must = (Occur.Must, _any([_phrase(p[:MAX_WORDS]) for p in phrases]))
            queries.append(Query.boolean_query([must, *((Occur.Should, q) for q in should)]))
        return queries

    def _idf_correction(self, part: Searcher, field: str, form: str) -> float:
        """Return the factor from this part's inverse document frequency to that of the whole index."""
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
    """Return the analyser of a field, which takes terms separated by spaces."""
    builder = TextAnalyzerBuilder(Tokenizer.whitespace())
    return (builder.filter(Filter.stemmer("english")) if field == "loose" else builder).build()


def _stem(form: str) -> str:
    return _analyser("loose").analyze(form)[0]


def _index(folder: Path | None) -> Index:
    """Open the index in `folder`, or make one there; None: in memory.  Raise ValueError if it has another schema."""
    index = Index(_schema(), None if folder is None else str(folder))
    for field in ("exact", "loose"):
        index.register_tokenizer(field, _analyser(field))
    # Otherwise a thread would watch the folder for other writers, and there are none.
    index.config_reader("manual")
    return index


def _write(index: Index, gone: Collection[int], new: Mapping[int, str]) -> None:
    """Delete `gone` and add `new` in one commit.  Raise ValueError if the files cannot be written."""
    writer = index.writer(WRITER_BYTES, 1)
    try:
        if gone:
            # Deleting by term finds no unsigned integers in tantivy 0.27.
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
        # This also releases tantivy's lock.
        writer.wait_merging_threads()


def _write_error(folder: Path) -> OSError:
    code = errno.ENOSPC if shutil.disk_usage(folder).free < FULL_BELOW else errno.EIO
    return OSError(code, os.strerror(code), str(folder))


def _boosts(words: Iterable[tuple[Term, float]]) -> dict[tuple[str, str], float]:
    """Return the boost of each (field, form).  Two words of one stem count it once."""
    boosts: dict[tuple[str, str], float] = {}
    for term, weight in words:
        # A part of a term counts less than the whole.
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
    """Restrict `query` to the ids `within`, without those that are `hidden`."""
    clauses = [(Occur.Must, query)]
    for occur, ids in ((Occur.Must, within), (Occur.MustNot, hidden or None)):
        if ids is not None:
            clauses.append((occur, _boosted(Query.term_set_query(_schema(), "id", list(ids)), 0.0)))
    return Query.boolean_query(clauses) if len(clauses) > 1 else query


def _hits(searcher: Searcher, query: Query, k: int) -> list[tuple[int, float]]:
    """Return (id, score), best first.  tantivy panics if k is 0, and reserves room for k."""
    found = searcher.search(query, max(1, min(k, searcher.num_docs)), count=False).hits
    ids = searcher.fast_field_values("id", [address for _, address in found])
    return [(int(i), float(score)) for i, (score, _) in zip(ids, found, strict=True) if i is not None]


def _idf(passages: int, of: int) -> float:
    """Return BM25's inverse document frequency, as tantivy computes it."""
    return math.log1p((max(of, passages) - passages + 0.5) / (passages + 0.5))
