"""What a site asks of robots is done, as RFC 9309 has it."""

from __future__ import annotations

from time import monotonic, process_time

import pytest

from bot.intake.web.robots import OPEN, robots_of
from retrieval.domain.errors import FetchFailed
from tests.bot.web.site import Answer, Reply, at_once, fetcher, site

RULES = """
# All robots
User-agent: *
Disallow: /search
Disallow: /*.pdf$
Allow: /search/about
Disallow: /a*b*c
Crawl-delay: 2

User-agent: greedy
User-agent: OnRecord/2.0
Disallow: /paid/
Allow: /paid/free
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "everybody", "ours"),
    [("/", True, True), ("/search?q=x", False, True), ("/search/about", True, True), ("/x.pdf", False, True),
     ("/x.pdf?page=2", True, True), ("/axxbxxc/d", False, True), ("/acb", True, True), ("/paid/x", True, False),
     ("/paid/free/x", True, True)],
)  # fmt: skip
def test_the_longest_rule_of_ones_own_group_decides(path: str, everybody: bool, ours: bool) -> None:
    assert robots_of(RULES.encode(), "SomeoneElse").allows(path) is everybody
    assert robots_of(RULES.encode(), "OnRecord").allows(path) is ours


def test_what_is_no_robots_txt_closes_nothing() -> None:
    assert robots_of(b"", "OnRecord") == robots_of(b"<html>not found</html>", "OnRecord") == OPEN
    assert robots_of(RULES.encode(), "SomeoneElse").delay == 2.0


def test_a_pattern_made_to_be_slow_is_not() -> None:
    began = process_time()
    rules = b"User-agent: *\nDisallow: /" + b"a*" * 3000 + b"b$\n"
    assert robots_of(rules, "OnRecord").allows("/" + "a" * 3500)
    assert process_time() - began < 1


@pytest.mark.parametrize(
    ("robots", "why"),
    [(Reply(b"User-agent: *\nDisallow: /"), "closed to bots"),
     (Reply(b"User-agent: onrecord\nDisallow: /n"), "closed to bots"),
     (Reply(b"User-agent: other\nDisallow: /"), None), (Reply(status=404), None), (Reply(status=403), None),
     (Reply(status=500), "is not read while"), (Reply(status=503), "is not read while"),
     (b"nonsense\r\n\r\n", "no page on the web")],
)  # fmt: skip
async def test_a_page_that_robots_txt_closes_is_not_asked_for(robots: Answer, why: str | None) -> None:
    async with site({"/robots.txt": robots, "/news": Reply(b"Hill")}) as at, fetcher() as one:
        web = at_once(one)
        if why is None:
            assert (await web.get(f"{at.base}/news")).content == b"Hill"
        else:
            with pytest.raises(FetchFailed, match=why):
                await web.get(f"{at.base}/news")
    assert ("/news" in at.paths) is (why is None)


async def test_a_host_is_asked_with_pauses_and_for_its_rules_once() -> None:
    async with site({"/robots.txt": Reply(status=404), "/a": Reply(b"a")}) as at, fetcher() as one:
        web = at_once(one, gap=0.2)
        began = monotonic()
        for _ in range(3):
            await web.get(f"{at.base}/a")
        assert 0.4 <= monotonic() - began < 5
    assert at.paths == ["/robots.txt", "/a", "/a", "/a"]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/closed", "/%63losed/a"),
        ("/%63losed", "/closed"),
        ("/café", "/caf%C3%A9"),
        ("/caf%c3%a9", "/caf%C3%A9/a"),
        ("/~a", "/%7Ea"),
    ],
)
def test_a_path_is_the_same_however_it_is_escaped(pattern: str, path: str) -> None:
    robots = robots_of(f"User-agent: *\nDisallow: {pattern}".encode(), "OnRecord")
    assert not robots.allows(path)
    assert robots.allows("/open")
    assert robots_of(b"User-agent: *\nDisallow: /a%2Fb", "OnRecord").allows("/a/b")
