"""A reader for tests that need readings: it knows a few simple forms, and does not change with a fitted model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.domain.article import KnownBy, Mention, Reading, Span, Speaker, Statement, StatementKind
from retrieval.quotes.article_reader import ArticleReader
from retrieval.text.chunking import passages
from retrieval.text.normalize import fold
from retrieval.text.person_names import mentions

_WHO = r"(?P<who>(?:[Aa]n? |[Tt]he )?\w[\w ’-]*?)"
_FORMS = [
    re.compile(rf'(?P<first>"[^"]+") (?P<cue>said|says) {_WHO}\.(?: (?P<second>"[^"]+")(?![^.\n]* (?:said|added)))?'),
    re.compile(rf'(?P<first>"[^"]+") {_WHO} (?P<cue>said|added)\.(?: (?P<second>"[^"]+")(?![^.\n]* (?:said|added)))?'),
    re.compile(rf"(?:^|(?<=\. )|(?<=\n)){_WHO} (?P<cue>said|told [\w ]+?|added) that (?P<first>[^.\"]+\.)"),
    re.compile(r'(?P<first>"(?:[^\s"]+ ){5,}[^\s"]+")'),
]
_PRONOUNS = {"he", "she", "they"}
_ROLE = re.compile(r"(?P<role>\w[\w ]*? (?:to|of) \w+|[Tt]he \w+|Mayor|Ambassador) $")


class PlainReader(ArticleReader):
    """Knows `"…," said X.`, `"…," X said. "…"`, `X said that ….` and quotations alone; it does not resolve "he"."""

    def read(self, text: str) -> Reading:
        named = [Mention(m.name, m.span, _role(text, m.span)) for m in mentions(text)]
        return Reading(tuple(passages(text)), tuple(_statements(text, named)), tuple(named))


def _role(text: str, name: Span) -> Span | None:
    found = _ROLE.search(text[max(0, name.start - 40) : name.start].rpartition(". ")[2])
    return None if found is None else Span(name.start - 1 - len(found["role"]), name.start - 1)


def _statements(text: str, named: Sequence[Mention]) -> Iterator[Statement]:
    taken: list[Span] = []
    found: list[Statement] = []
    for form in _FORMS:
        for match in form.finditer(text):
            pieces = [Span(*match.span(g)) for g in ("first", "second") if match.groupdict().get(g)]
            if any(piece.overlaps(other) for piece in pieces for other in taken):
                continue
            taken += pieces
            kind = StatementKind.DIRECT if '"' in match["first"] else StatementKind.INDIRECT
            cue = Span(*match.span("cue")) if "cue" in match.groupdict() else None
            who = _speakers(text, Span(*match.span("who")), named) if cue else ()
            found.append(Statement(tuple(pieces), kind, cue, who, 0.9 if who else 0.3))
    yield from sorted(found, key=lambda s: s.content[0])


def _speakers(text: str, who: Span, named: Sequence[Mention]) -> tuple[Speaker, ...]:
    printed = who.cut(text)
    if fold(printed) in _PRONOUNS:
        return ()
    if fold(printed).startswith(("the ", "a ", "an ")):
        return (Speaker(printed, KnownBy.ROLE, who),)
    return tuple(Speaker(m.name, KnownBy.NAME, m.span) for m in named if who.holds(m.span))
