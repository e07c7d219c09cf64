"""Typing errors in questions, and what only looks like one."""

from __future__ import annotations

import pytest

from retrieval.index.search import PassageSearch
from retrieval.people.linking import FindLinks
from retrieval.people.resolver import PeopleResolver
from retrieval.ranking.respelling import Respell
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("what did the goverment do", "what did the government do"),
        ("presidnet of the northern bloood bank", "president of the northern blood bank"),
        # Printed as it is: it is somebody's name.
        ("what did minster say", "what did minster say"),
        # Nobody prints these, but they are words.
        ("hurricane damage", "hurricane damage"),
        # Somebody's name is no typing error, whatever is like it.
        ("yellen on the bank", "yellen on the bank"),
        ("Goverment Records", "Goverment Records"),
        # She speaks there.
        ("what did jonston say", "what did jonston say"),
    ],
)
async def test_only_what_nobody_prints_is_mended(
    library: MemoryLibrary, search: PassageSearch, typed: str, searched: str
) -> None:
    text = (
        "The president of the government's northern blood bank yelled at a minister, said Minster. "
        '"He did," said Ann Johnston.'
    )
    await library.put([printed(text, Said('"He did,"', "Ann Johnston", cue="said"), name="bank", day=march(3))])
    await search.catch_up()
    respell = Respell(search, FindLinks(library, search, PeopleResolver(library, search)))
    assert await respell(typed) == searched
