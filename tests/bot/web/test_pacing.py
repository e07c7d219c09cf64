"""Polite fetching: robots.txt is obeyed, and each host gets one request at a time, with pauses."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.intake.web.fetching import LIMITS, Fetched, FetchLimits
from bot.intake.web.pacing import MAX_CLOSED_SECONDS, MAX_REQUESTS, REQUEST_GAP_SECONDS, PoliteFetcher
from bot.intake.web.robots_cache import KEEP_ROBOTS_FOR, MAX_SITES, RETRY_ROBOTS_AFTER, ClosedByRobots, RobotsCache
from retrieval.domain.errors import FetchFailed

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
MISSING = FetchFailed("is not there", status=404)


@dataclass
class FakeWeb:
    """Gives set answers, and counts the most concurrent requests, to all hosts and to one."""

    answers: dict[str, bytes | FetchFailed] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    under_way: list[str] = field(default_factory=list)
    most: int = 0
    most_of_a_host: int = 0

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None, limits: FetchLimits = LIMITS) -> Fetched:
        del headers, limits
        self.asked.append(url)
        host = url.split("/")[2]
        self.under_way.append(host)
        self.most = max(self.most, len(self.under_way))
        self.most_of_a_host = max(self.most_of_a_host, self.under_way.count(host))
        await asyncio.sleep(0.001)
        self.under_way.remove(host)
        answer = self.answers.get(url, MISSING if url.endswith("/robots.txt") else b"here")
        if isinstance(answer, FetchFailed):
            raise answer
        return Fetched(self.leads.get(url, url), 200, {}, answer)


@dataclass
class Time:
    """A clock that only sleep() moves."""

    now: float = 0.0
    day: datetime = NOW

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    def clock(self) -> float:
        return self.now


def polite(web: FakeWeb, time: Time) -> PoliteFetcher:
    return PoliteFetcher(web, RobotsCache(web, lambda: time.day), clock=time.clock, sleep=time.sleep)


async def test_a_host_gets_one_request_at_a_time_with_pauses() -> None:
    web, time = FakeWeb(), Time()
    fetcher = polite(web, time)
    await asyncio.gather(*(fetcher.get(f"https://a.example/{n}") for n in range(5)))
    assert web.most_of_a_host == 1
    assert time.now == pytest.approx(4 * REQUEST_GAP_SECONDS)
    assert web.asked[0] == "https://a.example/robots.txt"
    assert sorted(web.asked[1:]) == [f"https://a.example/{n}" for n in range(5)]


async def test_many_hosts_are_asked_concurrently_within_a_limit() -> None:
    web = FakeWeb()
    fetcher = polite(web, Time())
    await asyncio.gather(*(fetcher.get(f"https://h{n}.example/") for n in range(3 * MAX_REQUESTS)))
    assert 1 < web.most <= MAX_REQUESTS


@pytest.mark.parametrize(
    ("delay", "pause"), [("5", 5.0), ("0", REQUEST_GAP_SECONDS), ("999", 60.0), ("soon", REQUEST_GAP_SECONDS)]
)
async def test_a_site_may_ask_for_longer_pauses_up_to_a_limit(delay: str, pause: float) -> None:
    web, time = FakeWeb({"https://a.example/robots.txt": f"User-agent: *\nCrawl-delay: {delay}".encode()}), Time()
    fetcher = polite(web, time)
    for _ in range(2):
        await fetcher.get("https://a.example/")
    assert time.now == pytest.approx(pause)


async def test_paths_closed_by_robots_txt_are_never_requested() -> None:
    rules = b"User-agent: OnRecord\nDisallow: /private\nAllow: /private/open\n\nUser-agent: *\nDisallow: /"
    web = FakeWeb({"https://a.example/robots.txt": rules})
    fetcher = polite(web, Time())
    for path in ("/", "/private/open/1", "/privat"):
        await fetcher.get(f"https://a.example{path}")
    for path in ("/private", "/private/1?a=b"):
        with pytest.raises(ClosedByRobots):
            await fetcher.get(f"https://a.example{path}")
    assert not any("/private/1" in url for url in web.asked)


async def test_each_sites_rules_are_fetched_once_a_day() -> None:
    web, time = FakeWeb(), Time()
    fetcher = polite(web, time)
    for url in ("https://a.example/1", "https://a.example/2", "http://a.example/1", "https://a.example:8443/1"):
        await fetcher.get(url)
    assert sum(url.endswith("robots.txt") for url in web.asked) == 3
    time.day += KEEP_ROBOTS_FOR
    await fetcher.get("https://a.example/3")
    assert sum(url.endswith("robots.txt") for url in web.asked) == 4


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_without_a_robots_txt_everything_is_allowed(status: int) -> None:
    web = FakeWeb({"https://a.example/robots.txt": FetchFailed("x", status=status)})
    assert (await polite(web, Time()).get("https://a.example/1")).content == b"here"


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_while_robots_txt_is_unavailable_nothing_is_allowed(status: int) -> None:
    web, time = FakeWeb({"https://a.example/robots.txt": FetchFailed("cannot be had", status=status)}), Time()
    fetcher = polite(web, time)
    for _ in range(2):
        with pytest.raises(FetchFailed, match=r"is not read while its site's robots\.txt cannot be had") as raised:
            await fetcher.get("https://a.example/1")
        assert not isinstance(raised.value, ClosedByRobots)
    assert web.asked == ["https://a.example/robots.txt"]
    time.day += RETRY_ROBOTS_AFTER
    del web.answers["https://a.example/robots.txt"]
    await fetcher.get("https://a.example/1")


async def test_a_site_that_asks_for_a_pause_at_robots_txt_gets_it() -> None:
    busy = FetchFailed("cannot be had", status=429, retry_after=7200.0)
    web, time = FakeWeb({"https://a.example/robots.txt": busy}), Time()
    fetcher = polite(web, time)
    for hours in (0.0, 1.9):
        time.day = NOW + timedelta(hours=hours)
        with pytest.raises(FetchFailed):
            await fetcher.get("https://a.example/1")
    assert web.asked == ["https://a.example/robots.txt"]
    time.day = NOW + timedelta(hours=2)
    del web.answers["https://a.example/robots.txt"]
    await fetcher.get("https://a.example/1")


async def test_an_unreachable_site_is_reported_as_such() -> None:
    web = FakeWeb({"https://a.example/robots.txt": FetchFailed("cannot be reached")})
    with pytest.raises(FetchFailed, match="cannot be reached"):
        await polite(web, Time()).get("https://a.example/1")


async def test_the_target_of_a_redirect_has_its_own_rules() -> None:
    web = FakeWeb({"https://b.example/robots.txt": b"User-agent: *\nDisallow: /"})
    web.leads["https://a.example/1"] = "https://b.example/1"
    with pytest.raises(ClosedByRobots):
        await polite(web, Time()).get("https://a.example/1")


async def test_a_host_that_asks_for_a_pause_gets_no_requests_until_then() -> None:
    web, time = FakeWeb({"https://a.example/1": FetchFailed("busy", status=429, retry_after=100.0)}), Time()
    fetcher = polite(web, time)
    with pytest.raises(FetchFailed, match="busy"):
        await fetcher.get("https://a.example/1")
    with pytest.raises(FetchFailed, match="asked for a pause") as raised:
        await fetcher.get("https://a.example/2")
    assert (raised.value.status, raised.value.retry_after) == (429, 100.0)
    await fetcher.get("https://b.example/2")
    time.now += 100.0
    await fetcher.get("https://a.example/2")
    assert MAX_CLOSED_SECONDS > 100.0


async def test_failed_and_cancelled_requests_do_not_block_others() -> None:
    web, time = FakeWeb({"https://a.example/1": FetchFailed("x", status=500)}), Time()
    fetcher = polite(web, time)
    cancelled = asyncio.create_task(fetcher.get("https://a.example/0"))
    await asyncio.sleep(0)
    cancelled.cancel()
    await asyncio.gather(cancelled, return_exceptions=True)
    with pytest.raises(FetchFailed):
        await fetcher.get("https://a.example/1")
    assert (await fetcher.get("https://a.example/2")).content == b"here"


async def test_the_cache_of_sites_is_bounded() -> None:
    web = FakeWeb()
    sites = RobotsCache(web, lambda: NOW + timedelta(0))
    for n in range(MAX_SITES + 1):
        sites._rules[f"https://h{n}.example"] = await sites.rules("https://a.example")
    await sites.rules("https://new.example")
    assert len(sites._rules) == MAX_SITES
