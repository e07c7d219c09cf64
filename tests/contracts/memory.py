"""A Library in memory, for tests that want no database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from retrieval.domain.article import (
    AddResult,
    Article,
    Draft,
    Outcome,
    Reading,
    Retraction,
    StoredPassage,
)
from retrieval.domain.changes import OPERATOR, Action, Actor, ArticleStatus, Entry
from retrieval.domain.errors import AlreadyDone, AlreadyInThatState, CannotUndo, UnknownArticle
from retrieval.domain.period import Period
from retrieval.domain.ports import NO_GENERATION, Changes, Generation
from retrieval.identity.canonical_url import canonical
from retrieval.identity.metadata import has_new_metadata
from retrieval.text.chunking import with_title
from retrieval.text.normalize import fold_in_place
from tests.contracts.identity import completed, copies, identity, is_copy
from tests.contracts.memory_statements import MemoryStatements, Revision
from tests.contracts.memory_stories import MemoryStories


@dataclass(slots=True)
class _Passage:
    stored: StoredPassage
    born: int
    retired: int | None = None


class MemoryLibrary(MemoryStatements, MemoryStories):
    """Implements the whole Library port over lists.  Tests may replace `now`."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self.now = now
        self._revisions: list[Revision] = []
        self._passages: list[_Passage] = []
        self._generations: list[Generation] = []
        self._retracted: dict[str, Retraction] = {}
        self._log: list[Entry] = []
        self._updates: dict[int, int] = {}
        self._links: dict[str, str] = {}
        self._shared: set[str] = set()
        self._copy_of: dict[str, str] = {}

    # -- articles

    async def put(self, drafts: Sequence[tuple[Draft, Reading]], by: Actor = OPERATOR) -> list[AddResult]:
        number, moment, logged = len(self._generations) + 1, self.now(), len(self._log)
        added = [self._put(draft, reading, number, moment, by) for draft, reading in drafts]
        if len(self._log) > logged:
            self._generations.append(Generation(number, uuid4().hex))
            self._settle()
        return [replace(a, article=self._with_origin(a.article)) for a in added]

    def _put(self, draft: Draft, reading: Reading, generation: int, moment: datetime, by: Actor) -> AddResult:
        if (known := self._same(draft) or self._replayed(draft, by)) is not None:
            return known
        standing = self._current(self._identity(draft))
        full = completed(draft, None if standing is None else standing.article)
        added = self._store(full, reading, generation, moment)
        action = Action.ADDED if added.outcome is Outcome.ADDED else Action.REVISED
        self._write(action, replace(by, place=draft.origin or by.place), added.article)
        return added

    def _replayed(self, draft: Draft, by: Actor) -> AddResult | None:
        """Return the current article if this update has stored this text already."""
        found = self._current(self._identity(draft))
        texts = [
            r.article.text
            for e in self._log
            if by.update is not None and self._updates.get(e.number) == by.update
            for r in self._revisions
            if found is not None and r.article.id == e.article == found.article.id and r.article.revision == e.revision
        ]
        return self._unchanged(found) if found is not None and draft.text in texts else None

    def _store(self, draft: Draft, reading: Reading, generation: int, moment: datetime) -> AddResult:
        identity = self._identity(draft)
        if draft.url is not None and (link := canonical(draft.url)) is not None:
            self._links[identity] = link
        if draft.source_id is not None and identity not in {r.article.id for r in self._revisions}:
            self._shared.add(identity)
        old = self._current(identity)
        if old is not None:
            self._take_out(old, generation)
        article = Article(
            id=identity, revision=1 if old is None else old.article.revision + 1, text=draft.text, added=moment,
            title=draft.title, url=draft.url, publisher=draft.publisher, author=draft.author, published=draft.published,
        )  # fmt: skip
        self._revisions.append(Revision(article, reading))
        for span in reading.passages:
            stored = StoredPassage(len(self._passages) + 1, article, span)
            self._passages.append(_Passage(stored, generation))
        outcome = Outcome.ADDED if old is None else Outcome.REVISED
        return AddResult(outcome, article, len(reading.passages), len(reading.statements), reading.understood)

    async def same(self, draft: Draft) -> AddResult | None:
        return self._same(draft)

    def _same(self, draft: Draft) -> AddResult | None:
        identity = self._identity(draft)
        found = self._current(identity)
        if found is None or found.article.text != draft.text:
            return self._retracted_as(draft, identity)
        if has_new_metadata(draft, found.article):
            return self._retracted_as(draft, identity)
        return self._unchanged(found)

    def _identity(self, draft: Draft) -> str:
        return identity(draft, [r.article for r in self._revisions], self._in_order(), self._links, self._shared)

    def _in_order(self) -> list[Article]:
        """Return current revisions in the order in which their articles came in."""
        order = {i: n for n, i in enumerate(dict.fromkeys(r.article.id for r in self._revisions))}
        return sorted((r.article for r in self._revisions if r.current), key=lambda a: order[a.id])

    def _settle(self) -> None:
        """Find all copies from scratch, and place what is new in stories."""
        self.place(self._in_order())
        self._copy_of = copies(self._in_order())
        for revision in self._revisions:
            revision.article = self._with_origin(revision.article)
        for passage in self._passages:
            passage.stored = replace(passage.stored, article=self._with_origin(passage.stored.article))

    def _with_origin(self, article: Article) -> Article:
        return replace(article, copy_of=self._copy_of.get(article.id))

    async def near_duplicates(self, articles: Collection[str]) -> dict[str, list[Article]]:
        found = self._in_order()
        own = {a.id: [s for s in found if s.origin == a.origin and s.id != a.id] for a in found if a.id in articles}
        return {i: near_duplicates for i, near_duplicates in own.items() if near_duplicates}

    async def copied_by(self, draft: Draft) -> list[Article]:
        return [article for article in self._in_order() if is_copy(draft, article)]

    async def find_near_duplicates(self, most: int) -> int:
        """Do nothing: copies are found with every change."""
        return 0

    async def near_duplicates_unknown(self) -> int:
        return 0

    def _unchanged(self, found: Revision) -> AddResult:
        reading = found.reading
        counts = len(reading.passages), len(reading.statements)
        return AddResult(Outcome.UNCHANGED, found.article, *counts, understood=reading.understood)

    def _retracted_as(self, draft: Draft, identity: str) -> AddResult | None:
        """Return the retracted article with this id, or with this text."""
        gone = [r.article for r in self._revisions if r.article.id in self._retracted]
        same = [a for a in gone if a.id == identity] or [a for a in gone if a.text == draft.text]
        return AddResult(Outcome.RETRACTED, same[-1], 0, 0, retraction=self._retracted[same[-1].id]) if same else None

    async def article(self, article_id: str) -> Article | None:
        found = self._current(article_id)
        return None if found is None else found.article

    async def articles(self, articles: Collection[str]) -> dict[str, Article]:
        return {i: a for i in articles if (a := await self.article(i)) is not None}

    async def at_link(self, url: str) -> Article | None:
        link = canonical(url)
        found = [a for a in self._in_order() if link is not None and self._links.get(a.id) == link]
        plain = [a for a in found if a.id not in self._shared]
        exact = [a for a in found if a.id in self._shared and a.url == url]
        first = [a for a in plain if a.url == url] or (exact if len(exact) == 1 else []) or ([] if exact else plain)
        return first[0] if first else None

    async def article_count(self) -> int:
        return len(self.newest_revisions())

    async def added_between(self, since: datetime, until: datetime) -> list[Article]:
        return [r.article for r in self.newest_revisions() if since < r.article.added <= until]

    async def newest_between(self, start: datetime | None, end: datetime | None, limit: int) -> list[Article]:
        found = [r.article for r in self.newest_revisions()]
        return [a for a in found if Period("", start, end).holds(a.published or a.added)][:limit]

    async def count_outdated_readings(self, version: str) -> int:
        return sum(r.reading.version != version for r in self.newest_revisions())

    async def ids_of_outdated_readings(self, version: str) -> list[str]:
        return [r.article.id for r in self.newest_revisions() if r.reading.version != version]

    async def replace_readings(self, readings: Sequence[tuple[Article, Reading]]) -> None:
        number, changed = len(self._generations) + 1, False
        for article, reading in readings:
            found = self._current(article.id)
            if found is None or found.article.revision != article.revision:
                continue
            if sorted(found.reading.passages) != sorted(reading.passages):
                changed = True
                for passage in self._passages:
                    if passage.stored.article == found.article and passage.retired is None:
                        passage.retired = number
                for span in reading.passages:
                    self._passages.append(_Passage(StoredPassage(len(self._passages) + 1, found.article, span), number))
            found.reading = reading
        if changed:
            self._generations.append(Generation(number, uuid4().hex))

    def _current(self, identity: str) -> Revision | None:
        return next((r for r in self._revisions if r.current and r.article.id == identity), None)

    # -- changes

    async def status(self, article: str) -> ArticleStatus | None:
        found = [r for r in self._revisions if r.article.id == article]
        if not found:
            return None
        newest, searched = found[-1], found[-1].current
        return ArticleStatus(
            article=newest.article, since=found[0].article.added,
            passages=len(newest.reading.passages) if searched else 0,
            statements=len(newest.reading.statements) if searched else 0,
            understood=newest.reading.understood, retraction=self._retracted.get(article),
        )  # fmt: skip

    async def revision(self, article: str, number: int) -> Article | None:
        found = (r.article for r in self._revisions if (r.article.id, r.article.revision) == (article, number))
        return next(found, None)

    async def retract(self, article: str, by: Actor, reason: str | None = None, *, undoes: int | None = None) -> Entry:
        newest = self._newest_of(article)
        if article in self._retracted:
            raise AlreadyInThatState(f"{article} was already retracted")
        self._require(by, article, undoes)
        number = len(self._generations) + 1
        self._take_out(newest, number)
        self._generations.append(Generation(number, uuid4().hex))
        self._retracted[article] = Retraction(self.now(), by.name, reason)
        self._settle()
        return self._write(Action.RETRACTED, by, newest.article, note=reason, undoes=undoes)

    async def restore(self, article: str, by: Actor, *, undoes: int | None = None) -> Entry:
        newest = self._newest_of(article)
        if article not in self._retracted:
            raise AlreadyInThatState(f"{article} is not retracted")
        self._require(by, article, undoes)
        number = len(self._generations) + 1
        newest.current = True
        for span in newest.reading.passages:
            stored = StoredPassage(len(self._passages) + 1, newest.article, span)
            self._passages.append(_Passage(stored, number))
        self._generations.append(Generation(number, uuid4().hex))
        del self._retracted[article]
        self._settle()
        return self._write(Action.RESTORED, by, newest.article, undoes=undoes)

    async def revert(self, former: Draft, reading: Reading, by: Actor, *, undoes: int) -> Entry:
        if former.id is None or former.id in self._retracted:
            raise AlreadyInThatState(f"{former.id} is retracted")
        self._require(by, former.id, undoes)
        number = len(self._generations) + 1
        undone = self._newest_of(former.id).article.revision
        added = self._store(former, reading, number, self.now())
        self._link_again(former, undone)
        self._generations.append(Generation(number, uuid4().hex))
        self._settle()
        return self._write(Action.REVISED, by, added.article, undoes=undoes)

    def _link_again(self, former: Draft, undone: int) -> None:
        """Give the article back the last link that it had before the undone revision."""
        back = {e.undoes for e in self._log}
        gone = {
            e.revision for e in self._log if e.article == former.id and e.number in back and e.action is Action.REVISED
        }
        before = [
            link
            for r in self._revisions
            if r.article.id == former.id and r.article.revision < undone and r.article.revision not in gone
            if (link := canonical(r.article.url or "")) is not None
        ]
        if (own := canonical(former.url or "")) is not None or before:
            self._links[former.id or ""] = own or before[-1]
        else:
            self._links.pop(former.id or "", None)

    async def entries(self, limit: int, *, upto: int | None = None, article: str | None = None) -> list[Entry]:
        found = [e for e in reversed(self._log) if upto is None or e.number <= upto]
        return [e for e in found if article in {None, e.article}][:limit]

    async def entry(self, number: int) -> Entry | None:
        return next((e for e in self._log if e.number == number), None)

    async def newest_like(self, entry: Entry) -> Entry:
        return next(e for e in reversed(self._log) if (e.article, e.editor) == (entry.article, entry.editor))

    def _newest_of(self, article: str) -> Revision:
        found = [r for r in self._revisions if r.article.id == article]
        if not found:
            raise UnknownArticle(article)
        return found[-1]

    def _take_out(self, revision: Revision, generation: int) -> None:
        revision.current = False
        for passage in self._passages:
            if passage.stored.article == revision.article and passage.retired is None:
                passage.retired = generation

    def _require(self, by: Actor, article: str, undoes: int | None) -> None:
        if by.update is not None and by.update in self._updates.values():
            raise AlreadyDone
        if undoes is not None and undoes != max(e.number for e in self._log if e.article == article):
            raise CannotUndo(f"#{undoes} is not the newest change of {article}")

    def _write(
        self, action: Action, by: Actor, about: Article, note: str | None = None, undoes: int | None = None
    ) -> Entry:
        entry = Entry(
            number=len(self._log) + 1, at=self.now(), action=action, by=by, article=about.id, title=about.title,
            revision=about.revision, note=note, undoes=undoes,
        )  # fmt: skip
        self._log.append(entry)
        if by.update is not None:
            self._updates[entry.number] = by.update
        return entry

    def newest_revisions(self, article: str | None = None) -> list[Revision]:
        """Return current revisions, newest first; of two with the same date, the one stored later comes first."""
        current = [r for r in reversed(self._revisions) if r.current and article in {None, r.article.id}]
        return sorted(current, key=lambda r: r.article.published or r.article.added, reverse=True)

    # -- passages

    async def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        searched = self._searched()
        return {i: searched[i] for i in ids if i in searched}

    async def passage_ids_within(self, articles: Collection[str]) -> list[int]:
        return [i for i, p in self._searched().items() if p.article.id in articles]

    async def passages_between(self, start: datetime | None, end: datetime | None) -> list[int]:
        then = Period("", start, end)
        dated = [(i, p.article.published) for i, p in self._searched().items() if p.article.published is not None]
        return [i for i, published in dated if then.holds(published)]

    async def articles_printing(
        self, words: Sequence[str], article: str | None = None, limit: int | None = None
    ) -> list[Article]:
        return [r.article for r in self.newest_revisions(article) if _prints(words, r.article.text)][:limit]

    def _searched(self) -> dict[int, StoredPassage]:
        return {p.stored.id: p.stored for p in self._passages if p.retired is None}

    # -- for indexes

    async def generation(self) -> Generation:
        return self._generations[-1] if self._generations else NO_GENERATION

    async def holds(self, generation: Generation) -> bool:
        return generation == NO_GENERATION or generation in self._generations

    async def changes(self, since: int) -> Changes:
        came = tuple(p.stored.id for p in self._passages if p.born > since and p.retired is None)
        return Changes(await self.generation(), came, tuple(await self.removed(since)))

    async def removed(self, since: int) -> Sequence[int]:
        return [p.stored.id for p in self._passages if p.retired is not None and p.retired > since]

    async def generation_before(self, passage: int) -> Generation:
        born = next(p.born for p in self._passages if p.stored.id == passage)
        return max((g for g in self._generations if g.number < born), key=lambda g: g.number, default=NO_GENERATION)

    async def passage_count(self) -> int:
        return len(self._searched())

    async def passage_texts(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {i: with_title(p.article, p.span) for i, p in (await self.passages(ids)).items()}


def _prints(words: Sequence[str], text: str) -> bool:
    folded, at = fold_in_place(text).casefold(), 0
    for word in words:
        found = folded.find(word, at)
        if found < 0:
            return False
        at = found + len(word)
    return True
