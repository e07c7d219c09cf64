"""What a site asks of robots is done, as RFC 9309 has it."""

from __future__ import annotations

from time import monotonic

import pytest

from bot.intake.web.manners import Manners
from bot.intake.web.robots import OPEN, robots_of
from retrieval.errors import Unfetchable
from tests.bot.web.site import Answer, Reply, fetcher, site

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
    began = monotonic()
    rules = b"User-agent: *\nDisallow: /" + b"a*" * 3000 + b"b$\n"
    assert robots_of(rules, "OnRecord").allows("/" + "a" * 3500)
    assert monotonic() - began < 1


@pytest.mark.parametrize(
    ("robots", "is_open"),
    [(Reply(b"User-agent: *\nDisallow: /"), False), (Reply(b"User-agent: onrecord\nDisallow: /n"), False),
     (Reply(b"User-agent: other\nDisallow: /"), True), (Reply(status=404), True), (Reply(status=403), True),
     (Reply(status=500), False), (Reply(status=503), False), (b"nonsense\r\n\r\n", False)],
)  # fmt: skip
async def test_a_page_that_robots_txt_closes_is_not_asked_for(robots: Answer, is_open: bool) -> None:
    async with site({"/robots.txt": robots, "/news": Reply(b"Hill")}) as at, fetcher() as one:
        manners = Manners(one, pause=0.0)
        if is_open:
            assert (await manners.get(f"{at.base}/news")).content == b"Hill"
        else:
            with pytest.raises(Unfetchable, match="closed to bots"):
                await manners.get(f"{at.base}/news")
    assert ("/news" in at.paths) is is_open


async def test_a_host_is_asked_with_pauses_and_for_its_rules_once() -> None:
    async with site({"/robots.txt": Reply(status=404), "/a": Reply(b"a")}) as at, fetcher() as one:
        manners = Manners(one, pause=0.2)
        began = monotonic()
        for _ in range(3):
            await manners.get(f"{at.base}/a")
        assert 0.4 <= monotonic() - began < 5
    assert at.paths == ["/robots.txt", "/a", "/a", "/a"]


async def test_who_is_busy_is_asked_once_more_when_it_says_so() -> None:
    left = [
        Reply(status=429, headers={"Retry-After": "0"}),
        Reply(b"a"),
        Reply(status=503, headers={"Retry-After": "3600"}),
    ]
    async with site({"/robots.txt": Reply(status=404), "/a": lambda _: left.pop(0)}) as at, fetcher() as one:
        manners = Manners(one, pause=0.0)
        assert (await manners.get(f"{at.base}/a")).content == b"a"
        with pytest.raises(Unfetchable, match="try it later"):
            await manners.get(f"{at.base}/a")
    assert left == []
