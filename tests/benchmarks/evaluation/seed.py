"""Check the reading of the seed article, which may be quoted, against labels made by hand."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cli.quotes.speakers import name_of
from bot.intake.sources.front_matter import draft_of
from bot.intake.sources.seeds import SEEDS
from retrieval.domain.article import Span, Statement
from retrieval.quotes.article_reader import ArticleReader
from tests.benchmarks.evaluation.places import overlap

FILE = "serbia-turns-away-from-russia.md"
VUCIC, HILL, JANES = "Aleksandar Vucic", "Christopher Hill", "Stefano Marras and Ines Gonzalez"
# Speaker, and the first and last words of a statement.
EXPECTED = (
    (VUCIC, "he is aware of the US", "does not plan to stop it"),
    (VUCIC, "Is it possible?", "Not to sell?"),
    (VUCIC, "Belgrade seeks to act", "neutrally"),
    (VUCIC, "I am not a fool.", "end up in Ukraine"),
    (VUCIC, "Serbia is walking", "military efforts"),
    (VUCIC, "We have joined all UN", "re-exporting anything to Russia"),
    (VUCIC, "the times when he communicated", "every three months are gone"),
    (VUCIC, "he has not had any contact", "guests from Moscow"),
    (VUCIC, "That never happened", "before"),
    (HILL, "Ukraine outweighed", "traditionally had influence"),
    (HILL, "Ukraine is absolutely critical", "needs to be ready"),
    (HILL, "When people are together", "relations improve"),
    (JANES, "Considering the risk", "new conflict in Europe"),
    (VUCIC, "the protests do not", "threaten stability"),
)
SLOGAN = "Serbia Against Violence"


@dataclass(frozen=True, slots=True)
class SeedCheck:
    """The result for the seed; `wrong` describes each error, and may quote: the seed is ours."""

    statements: int
    right: int
    wrong: tuple[str, ...]
    slogan: bool


def check_seed() -> SeedCheck:
    text = _text()
    statements = ArticleReader().read(text).statements
    expected = [(who, _stretch(text, first, last)) for who, first, last in EXPECTED]
    wrong = [f"{who}: not found “{span.cut(text)}”" for who, span in expected if not _given(statements, who, span)]
    right = len(expected) - len(wrong)
    for statement in statements:
        who = name_of(statement)
        if who in {VUCIC, HILL, JANES} and not any(who == by and _touches(statement, span) for by, span in expected):
            wrong.append(f"{who}: given “{statement.content[0].cut(text)}”")
    slogan = text.index(SLOGAN)
    taken = any(_touches(s, Span(slogan, slogan + len(SLOGAN))) for s in statements)
    return SeedCheck(len(statements), right, tuple(wrong), taken)


def _text() -> str:
    return draft_of((SEEDS / FILE).read_text("utf-8")).text


def _stretch(text: str, first: str, last: str) -> Span:
    start = text.index(first)
    return Span(start, text.index(last, start) + len(last))


def _covers(statement: Statement, span: Span) -> int:
    return sum(overlap((c.start, c.end), (span.start, span.end)) for c in statement.content)


def _touches(statement: Statement, span: Span) -> bool:
    return _covers(statement, span) > 0


def _given(statements: tuple[Statement, ...], who: str, span: Span) -> bool:
    """Return whether most of these words are given to `who`, and none to another of the checked speakers."""
    over = [s for s in statements if _covers(s, span) >= 0.8 * len(span)]
    return any(name_of(s) == who for s in over) and not any(name_of(s) in {VUCIC, HILL, JANES} - {who} for s in over)
