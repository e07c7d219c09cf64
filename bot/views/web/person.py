"""Lay out a person's page: what they said, newest first, with topics and papers to narrow it to.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from bot.languages.calendar import day
from bot.languages.lists import any_of
from bot.languages.speaking import spoken, tr, trn
from bot.views.safe_text import safe_plain, speaker_name
from bot.views.sharing.page_links import LANGUAGE_KEY, Opened, PageLinks, PersonPlace
from bot.views.web.citation import quotation, where
from bot.views.web.found import CitedStatement, Narrowed, PersonPage
from bot.views.web.frame import address, frame
from bot.views.web.models import Link, PersonView, Quotation
from retrieval.domain.article import PrintedRole
from retrieval.domain.period import in_zone

# How the address of a page says what it is narrowed to.
TOPIC_KEY, PAPER_KEY, PAGE_KEY = "topic", "paper", "page"


def person_view(page: PersonPage, opened: Opened, links: PageLinks, now: datetime) -> PersonView:
    """Return the page; `now` is the time in its zone."""
    name, narrowed = speaker_name(safe_plain(page.person.name)), page.narrowed
    return PersonView(
        frame=frame(name, opened, _query(narrowed)),
        heading=name,
        roles=tuple(map(_role, page.roles)),
        counted=trn("{count} statement", "{count} statements", page.found),
        warning=_warning(page),
        topics_heading=tr("Topics"),
        topics=tuple(
            _choices(page.topics, narrowed.topic, lambda one: Narrowed(one, narrowed.paper), tr("All topics"))
        ),
        papers_heading=tr("Papers"),
        papers=tuple(
            _choices(page.papers, narrowed.paper, lambda one: Narrowed(narrowed.topic, one), tr("All papers"))
        ),
        statements_heading=tr("Statements, newest first"),
        statements=tuple(_statement(one, opened, links, now) for one in page.statements),
        pages_label=tr("Pages"),
        newer=_turn(page, -1, tr("Newer")),
        older=_turn(page, +1, tr("Older")),
        namesakes_heading=tr("Others of that name"),
        namesakes=tuple(_namesakes(page.namesakes, opened, links)),
    )


def _statement(one: CitedStatement, opened: Opened, links: PageLinks, now: datetime) -> Quotation:
    article, plain = one.shown.article, quotation(one, opened, links)
    printed = article.published
    when = tr("undated") if printed is None else day(in_zone(printed, now.tzinfo or UTC))
    return Quotation(plain.words, plain.link, plain.remarks, Link(where(article)), when)


def _role(printed: PrintedRole) -> str:
    # Not a sentence: a description and where it is printed, in this order in every language.
    return f"“{printed.span.cut(printed.article.text)}” · {where(printed.article)}"


def _warning(page: PersonPage) -> str:
    if not page.person.might_be:
        return ""
    names = any_of([safe_plain(name) for name in page.person.might_be])
    return tr("The articles don't say which of them it is: {people}.", people=names)


def _choices(
    found: Sequence[tuple[str, int]], chosen: str, to: Callable[[str], Narrowed], everything: str
) -> tuple[Link, ...]:
    if not found:
        return ()
    links = [Link(safe_plain(one), _address(to(one)), is_here=one == chosen, note=str(n)) for one, n in found]
    return Link(everything, _address(to("")), is_here=not chosen), *links


def _turn(page: PersonPage, by: int, label: str) -> Link | None:
    narrowed, to = page.narrowed, page.narrowed.page + by
    return Link(label, _address(Narrowed(narrowed.topic, narrowed.paper, to))) if 1 <= to <= page.pages else None


def _namesakes(names: Sequence[str], opened: Opened, links: PageLinks) -> Iterator[Link]:
    for name in names:
        yield Link(speaker_name(safe_plain(name)), links.to(PersonPlace(name), opened.signed))


def _query(narrowed: Narrowed) -> Mapping[str, str]:
    given = {TOPIC_KEY: narrowed.topic, PAPER_KEY: narrowed.paper, PAGE_KEY: str(narrowed.page)}
    return {key: value for key, value in given.items() if value and (key, value) != (PAGE_KEY, "1")}


def _address(narrowed: Narrowed) -> str:
    return address({**_query(narrowed), LANGUAGE_KEY: spoken()})
