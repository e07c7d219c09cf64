"""Links to the same article have one canonical form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.identity.canonical_url import canonical

STORY = "https://paper.example/news/flood?id=7"


@pytest.mark.parametrize(
    "variant",
    [
        "http://paper.example/news/flood?id=7",
        "https://www.paper.example/news/flood?id=7",
        "HTTPS://WWW.PAPER.EXAMPLE:443/news/flood/?id=7",
        " http://paper.example:80/news/flood?id=7\n",
        "https://reader:secret@paper.example/news/flood?id=7",
        "https://paper.example./news/./sport/../flood?id=7&",
        "https://paper.example/news/flood?utm_source=feed&id=7&utm_campaign=x&fbclid=1&at_medium=RSS",
        "https://paper.example/news/flood?id=7#comments",
        "https://paper.example/%6eews/fl%6Fod?id=%37",
        "https://www.google.com/amp/s/www.paper.example/news/flood?id=7",
        "https://paper-example.cdn.ampproject.org/c/s/paper.example/news/flood?id=7",
        "https://paper.example/news/flood?id=7&outputType=amp",
    ],
)
def test_variants_of_a_link_have_one_form(variant: str) -> None:
    assert canonical(variant) == STORY


@pytest.mark.parametrize(
    "other",
    [
        "https://paper.example/news/flood?id=8",
        "https://paper.example/news/flood",
        "https://paper.example/news/Flood?id=7",
        "https://paper.example/news/flood?id=7&page=2",
        "https://paper.example/news%2Fflood?id=7",
        "https://paper.example:8080/news/flood?id=7",
        "https://m.paper.example/news/flood?id=7",
        "https://paper.example/news/flood?id=7&cid=1",
        "https://paper.example/news/flood?id=7&source=2",
        "https://paper.example/news/flood?id=7#!/story/3",
        "https://paper.example/news/flood?id=7#/story/3",
        "https://paper.example/news/flood.amp?id=7",
    ],
)
def test_a_link_that_may_lead_to_another_article_has_another_form(other: str) -> None:
    assert canonical(other) not in {None, STORY}


@pytest.mark.parametrize(
    "nothing", ["", "paper.example/news", "ftp://paper.example/x", "mailto:desk@paper.example", "https://",
                "https://paper.example:99999/x", "http://[::1/x", "https://paper.example/", "https://paper.example?utm_source=x"]
)  # fmt: skip
def test_a_link_that_leads_to_no_article_has_no_form(nothing: str) -> None:
    assert canonical(nothing) is None


def test_an_international_host_name_is_its_ascii_form() -> None:
    assert canonical("https://bücher.example/größe") == canonical("http://xn--bcher-kva.example/gr%C3%B6%c3%9fe/")


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="#?/\\@:[]%"), max_size=12)


@given(path=st.lists(_TEXT, max_size=4), query=st.lists(st.tuples(_TEXT, _TEXT), max_size=4), fragment=_TEXT)
def test_a_canonical_form_stays_as_it_is(path: list[str], query: list[tuple[str, str]], fragment: str) -> None:
    asked = "&".join(f"{name}={value}" for name, value in query)
    form = canonical(f"http://Paper.example/{'/'.join(path)}?{asked}#{fragment}")
    assert form is None or canonical(form) == form


@given(st.text())
def test_odd_links_do_not_raise(text: str) -> None:
    for link in (text, f"https://paper.example/{text}", f"https://{text}"):
        canonical(link)


@given(
    st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["id", "p", "article", "cid", "source", "ref", "eid"])
)
def test_different_numbers_give_different_forms(one: int, other: int, name: str) -> None:
    forms = {canonical(f"https://paper.example/story?{name}={n}") for n in (one, other)}
    assert len(forms) == len({one, other})
