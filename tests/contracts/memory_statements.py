"""Who said what, for the Library in memory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.domain.article import Article, NameUse, PrintedRole, Reading, Speaker, StoredStatement
from retrieval.domain.ports.library import Wanted
from retrieval.people.descriptions import abbreviations, with_explanations
from retrieval.people.registry import description_keys, is_described, is_unknown, names_in, roles_in, surname
from retrieval.text.normalize import flagged_words, fold


@dataclass(slots=True)
class Revision:
    """An article as it was at one time, with its reading."""

    article: Article
    reading: Reading
    current: bool = True


class MemoryStatements(ABC):
    """Implements the StatementStore port over current revisions."""

    @abstractmethod
    def newest_revisions(self, article: str | None = None) -> list[Revision]:
        """Return current revisions, newest first."""

    async def uses(self, surnames: Collection[str]) -> list[NameUse]:
        return [u for r in self.newest_revisions() for u in _uses(r) if surname(u.name) in surnames]

    async def quoted_people(self, limit: int | None = None, article: str | None = None) -> list[str]:
        return _ranked((s.name, a) for a, s in self._speaking(article) if not is_described(s, a.text))[:limit]

    async def in_role(self, wanted: Wanted) -> list[tuple[str, str]]:
        roles: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
        for r in self.newest_revisions():
            for name, span in roles_in(r.reading, r.article.text):
                role = with_explanations(span.cut(r.article.text), abbreviations(r.article.text))
                roles[fold(name), name, fold(role)].add(r.article.origin)
        found = sorted(roles, key=lambda one: (-len(roles[one]), one[0], one[2]))
        return [(name, role) for _, name, role in found if _has_all(role, wanted)]

    async def roles_of(self, names: Collection[str], limit: int) -> list[PrintedRole]:
        keys = {fold(n) for n in names}
        found = [
            PrintedRole(r.article, name, span)
            for r in self.newest_revisions()
            for name, span in sorted(roles_in(r.reading, r.article.text), key=lambda one: one[1])
            if fold(name) in keys
        ]
        return found[:limit]

    async def quoted_surnames(self, article: str | None = None) -> list[str]:
        return sorted({surname(n) for n in await self.quoted_people(None, article)})

    async def quoted_with(self, words: Collection[str], article: str | None = None) -> list[str]:
        return [n for n in await self.quoted_people(None, article) if {*words} & {*fold(n).split()[:-1]}]

    async def described(self, wanted: Wanted) -> list[NameUse]:
        return [
            NameUse(name, r.article.id, r.article.published, count, copy_of=r.article.copy_of)
            for r in self.newest_revisions()
            for named in (True, False)
            for name, count in _speaking_in(r, described=named).items()
            if fold(name) in description_keys(r.reading, r.article.text) and _has_all(fold(name), wanted)
        ]

    async def unread(self, article: str | None = None) -> int:
        return sum(not r.reading.understood for r in self.newest_revisions(article))

    async def quoted_alongside(self, name: str, article: str | None = None) -> list[str]:
        naming = [
            r.article.id
            for r in self.newest_revisions(article)
            if fold(name) in {fold(n) for n in names_in(r.reading, r.article.text)}
        ]
        speaking = [(a, s) for i in naming for a, s in self._speaking(i) if not is_unknown(s, a.text)]
        named = _ranked((s.name, a) for a, s in speaking if not is_described(s, a.text))
        return named or _ranked((s.name, a) for a, s in speaking)

    async def said_by(
        self, names: Sequence[str], article: str | None = None, newest: int | None = None
    ) -> list[StoredStatement]:
        wanted = {fold(n) for n in names}
        said = [q for q in self._quoted(article) if wanted & {fold(s.name) for s in q.statement.speakers}]
        there = list(dict.fromkeys(q.article.id for q in said))[:newest]
        return [q for q in said if q.article.id in there]

    async def said_in(self, articles: Collection[str]) -> list[StoredStatement]:
        return [q for q in self._quoted(None) if q.article.id in articles]

    def _quoted(self, article: str | None) -> list[StoredStatement]:
        return [StoredStatement(r.article, s) for r in self.newest_revisions(article) for s in r.reading.statements]

    def _speaking(self, article: str | None) -> list[tuple[Article, Speaker]]:
        """Return every speaker with the article that quotes them."""
        return [(q.article, s) for q in self._quoted(article) for s in q.statement.speakers]


def _speaking_in(revision: Revision, *, described: bool) -> dict[str, int]:
    """Return the speakers of a revision, one spelling each, with the number of their statements."""
    text = revision.article.text
    counts: Counter[str] = Counter()
    for statement in revision.reading.statements:
        speaking = {fold(s.name): s.name for s in statement.speakers if is_described(s, text) is described}
        counts.update(speaking.keys())
    speakers = [s for statement in revision.reading.statements for s in statement.speakers]
    first = {fold(s.name): s.name for s in reversed(speakers)}
    return {first[key]: counts[key] for key in sorted(counts)}


def _uses(revision: Revision) -> list[NameUse]:
    """Return the uses of names in a revision, of people named or quoted, by name."""
    found: dict[str, NameUse] = {}
    article = revision.article
    for name in names_in(revision.reading, article.text):
        found.setdefault(fold(name), NameUse(name, article.id, article.published, copy_of=article.copy_of))
    for name, count in _speaking_in(revision, described=False).items():
        found[fold(name)] = replace(found[fold(name)], statements=count)
    for name, span in sorted(roles_in(revision.reading, article.text), key=lambda one: one[1]):
        use = found[fold(name)]
        found[fold(name)] = replace(use, roles=tuple(dict.fromkeys((*use.roles, span.cut(article.text)))))
    return [found[key] for key in sorted(found)]


def _has_all(description: str, wanted: Wanted) -> bool:
    there = [word for word, _ in flagged_words(description)]

    def begins(stem: str) -> bool:
        return stem in {"of", "and"} or any(w == stem if len(stem) < 4 else w.startswith(stem) for w in there)

    return bool(wanted) and all(any(all(map(begins, form)) for form in forms) for forms in wanted)


def _ranked(names: Iterable[tuple[str, Article]]) -> list[str]:
    """Return one spelling of each name, the most frequent first; copies count only between equals."""
    found = list(names)
    by_key = {fold(name): name for name, _ in reversed(found)}
    total = Counter(fold(name) for name, _ in found)
    own = Counter(fold(name) for name, article in found if article.copy_of is None)
    return sorted(by_key.values(), key=lambda name: (-own[fold(name)], -total[fold(name)], name))
