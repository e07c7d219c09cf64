"""Which words of a question mean whom, whatever the question's form."""

from __future__ import annotations

import pytest

from retrieval.answers.whose_words import FindWhoseWords
from retrieval.domain.article import KnownBy
from retrieval.index.search import PassageSearch
from retrieval.people.linking import FindLinks, Link
from retrieval.people.resolver import PeopleResolver
from retrieval.questions import read_question
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed

TOWN = [
    printed(
        '"We will rebuild the pier," Mayor Ana Maric said. "It rained for a week," said Lou Pennefather, the pier\'s '
        'manager. A spokeswoman for Brightwater Ferries said: "Every boat sails." "Nobody asked us," said villagers.',
        Said('"We will rebuild the pier,"', "Ana Maric", cue="said"),
        Said('"It rained for a week,"', "Lou Pennefather", cue="said"),
        Said('"Every boat sails."', "A spokeswoman for Brightwater Ferries", how=KnownBy.ROLE, cue="said"),
        Said('"Nobody asked us,"', "villagers", how=KnownBy.ROLE, cue="said"),
        name="pier", named=[("Ana Maric", "Mayor"), ("Lou Pennefather", "the pier's manager")], day=march(3),
    ),
    printed(
        '"Prices rose," said Tom Price. "They fell," said Oscar Lind. "Not here," said Ida Lind. "Buy now," said Elsa '
        'Obrien-Vance. "Sell," said Mary Jane Pryce.',
        Said('"Prices rose,"', "Tom Price", cue="said"),
        Said('"They fell,"', "Oscar Lind", cue="said"),
        Said('"Not here,"', "Ida Lind", cue="said"),
        Said('"Buy now,"', "Elsa Obrien-Vance", cue="said"),
        Said('"Sell,"', "Mary Jane Pryce", cue="said"),
        name="prices", day=march(4),
        named=[(n, "") for n in ("Tom Price", "Oscar Lind", "Ida Lind", "Elsa Obrien-Vance", "Mary Jane Pryce")],
    ),
]  # fmt: skip


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


@pytest.fixture
async def link(library: MemoryLibrary, search: PassageSearch) -> FindLinks:
    await library.put(TOWN)
    await search.catch_up()
    return FindLinks(library, search, PeopleResolver(library, search))


def meant(text: str, links: list[Link]) -> dict[str, list[str]]:
    return {one.span.cut(text): [p.name for p in one.people] for one in links}


@pytest.mark.parametrize(
    ("question", "words", "who"),
    [
        ("what did Ana Maric say about the pier", "Ana Maric", ["Ana Maric"]),
        ("marics plan for the pier", "marics", ["Ana Maric"]),
        ("maric's beef with the ferries", "maric's", ["Ana Maric"]),
        ("penefather on the rain", "penefather", ["Lou Pennefather"]),
        ("ida lind prices", "ida lind", ["Ida Lind"]),
        ("any word from lou", "lou", ["Lou Pennefather"]),
        ("obrien vance on prices", "obrien vance", ["Elsa Obrien-Vance"]),
        ("elsa obrien-vance prices", "elsa obrien-vance", ["Elsa Obrien-Vance"]),
        ("oskar lindt on prices", "oskar lindt", ["Oscar Lind"]),
        ("what did mary jane price think", "mary jane price", ["Mary Jane Pryce"]),
        ("eov on prices", "eov", ["Elsa Obrien-Vance"]),
        ("what does the pier manager think", "pier manager", ["Lou Pennefather"]),
        ("are the villagers angry", "villagers", ["villagers"]),
    ],
)
async def test_words_of_a_question_mean_somebody(link: FindLinks, question: str, words: str, who: list[str]) -> None:
    assert meant(question, await link(question)).get(words) == who


async def test_a_surname_that_two_share_means_both(link: FindLinks) -> None:
    (one,) = await link("what did lind say")
    assert {p.name for p in one.people} == {"Oscar Lind", "Ida Lind"}


async def test_a_question_that_names_nobody_has_no_links(link: FindLinks) -> None:
    assert not await link("how long did it rain")


async def test_one_article_has_only_its_own_people(link: FindLinks) -> None:
    assert not await link("what did maric say", "prices")


@pytest.mark.parametrize(
    ("question", "speaking"),
    [
        ("maric on pennefather", ["maric"]),
        ("marics beef with pennefather", ["marics"]),
        ("maric vs pennefather on the rain", ["maric", "pennefather"]),
        ("maric quotes", ["maric"]),
        ("any word from pennefather on the rain", ["pennefather"]),
        ("what did Ana Maric of Brightwater say about rain", ["Ana Maric"]),
        ("maric's view on lawyers", ["maric's"]),
        ("how much did it rain", []),
        ("marics lawyer on the pier", []),
        ("what did maric's former lawyers say", []),
    ],
)
async def test_whoever_is_spoken_about_is_not_the_speaker(
    link: FindLinks, search: PassageSearch, question: str, speaking: list[str]
) -> None:
    whose = await FindWhoseWords(search, link)(read_question(question), None)
    assert ([] if whose is None else [*whose.question.speakers]) == speaking
