"""Decide on which day a page was published, by what it declares and by the days that it prints.  Pure.

What a page declares for programs counts most.  A day that it prints confirms that; it corrects it only where the two
are the same moment in two zones.  Of a page that declares nothing only lines that state its date count.  In doubt there
is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.intake.base.stated_dates import EARLIEST_DATE, MAX_CLOCK_ERROR, stated_locally
from bot.intake.pages.blocks import Block
from bot.intake.pages.printed_dates import printed_days, without_days

_EPOCH = date(1970, 1, 1)
# So many blocks beside the article's first, above its headline and below its last one may hold its date.
_BESIDE, _ABOVE, _BELOW = 3, 4, 6
# A line with more words than these, numbers aside, is not the line of the date.
_MAX_WORDS, _MAX_CHARS = 10, 200
# A line of links dates other articles.
_MAX_LINK_SHARE = 0.5
_WORD = re.compile(r"[^\W\d_]+")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(\d\d)[/_-]?(\d\d)(?!\d)")
# What names the day of publication, in the most common languages of news.
_PUBLISHED = re.compile(
    r"\b(?:publi[cés]|pubbl|veröffentl|erschienen|erstellt|posted|gepostet|gepubl|geplaatst|publicer|publiser|julkais|"
    r"opublik|опублик|yayı|created|release date|start date|dat(?:e|um|a)\b|fecha\b)",
    re.IGNORECASE,
)
_AUTHOR_FIRST = re.compile(r"(?:by|von|par|por|di|door|av|af)\s", re.IGNORECASE)
# How a sentence, or a line about a picture, ends or begins once its dates are taken out.
_SENTENCE_END = re.compile(r"[.!?…。！？][”“\"»)]*\s*$")
_PICTURES = {"caption", "figcaption", "figure"}
# What a line that is only a date has beside it, and so many words does the line of the author and the date have.
_TIME_WORDS = re.compile(r"\d|\b(?:uhr|um|at|[ap]\.?\s?m\b\.?|h|klo|kl)(?![^\W\d_])", re.IGNORECASE)
_MAX_BYLINE_WORDS = 5
# A line with more words does not deny what the page declares: it may be about a picture or an event.
_MAX_DENYING_WORDS = 3
_SAME_MOMENT = timedelta(minutes=5)
_FURTHEST_BEHIND, _FURTHEST_AHEAD = timedelta(hours=-12), timedelta(hours=14)
# Where a language is spoken in one zone, midnight in UTC's terms tells that only the day was known.
_ZONES = {
    **dict.fromkeys("de nl it pl cs sk hu sl hr sv da nb nn no fr-fr es-es".split(), "Europe/Berlin"),
    **dict.fromkeys("fi et lv lt el bg ro uk".split(), "Europe/Helsinki"),
    "en-gb": "Europe/London", "en-ie": "Europe/London", "tr": "Europe/Istanbul", "ja": "Asia/Tokyo", "ko": "Asia/Seoul",
}  # fmt: skip
# The day of a change, in the most common languages of news.
_CHANGED = re.compile(
    r"\b(?:last |letzte |zuletzt )?(?:updat|modif|edited|revis|correct|aktuali[sz]|geänd|änder|bearbeit|stand\b|"
    r"mise? à jour|actuali[zs]|atualiz|aggiorn|bijgew|gewijz|zaktual|обновл|güncel|päivit|uppdat|oppdat|opdat)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DeclaredDates:
    """The moments that a page declares as those of its publication, most trusted first, and the days of its changes.

    `language` is the code that the page declares, or empty.  `is_doubtful` if its head declares several days.
    """

    published: tuple[str, ...] = ()
    changed: frozenset[date] = frozenset()
    language: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The blocks of a page, the places of the article's among them, and what the article may be headed by."""

    blocks: Sequence[Block]
    places: Sequence[int]
    headlines: Sequence[str]


NO_DATES = DeclaredDates()


def moment(value: object, now: datetime) -> str | None:
    """Return a stated day or time in ISO form; None if it could be misread, like 4/5/2026.

    None also for impossible ones: days in the future, and those that programs write if they know none.
    """
    text = str(value or "").strip()[:_MAX_CHARS]
    # In the zone that it is stated in, whose day the page prints.
    stated = stated_locally(text)
    if stated is None:
        # A program's 4/5/2026 is in no reader's order.
        days = set(printed_days(text))
        stated = days.pop() if len(days) == 1 else None
    if stated is None:
        return None
    return stated.isoformat() if _is_possible(datetime.fromisoformat(stated.isoformat()).date(), now) else None


def _is_possible(day: date, now: datetime) -> bool:
    return EARLIEST_DATE <= day <= (now + MAX_CLOCK_ERROR).date() and day != _EPOCH


def published(stated: DeclaredDates, page: PrintedPage, url: str | None, now: datetime) -> str | None:
    """Return the day or moment of publication in ISO form."""
    shown = _without_article(page)
    head, over, under, within = _around(page)

    def days(where: slice, counts: Callable[[str], bool], max_linked: float = _MAX_LINK_SHARE) -> list[date]:
        return _days(shown[where], stated, now, counts, max_linked)

    # The name beside the day of publication is often a link.
    beside, above = days(head, _is_no_sentence, 1.0), days(over, _is_byline)
    if stated.published:
        own = days(head, _is_bare, 1.0)
        return _confirmed(stated, beside or above, own, own or days(head, _may_deny, 1.0) or days(over, _may_deny))
    address = _in_address(url, now)
    everywhere = slice(0, None)
    for found in (beside, above, days(under, _is_labelled), days(everywhere, _is_labelled), days(within, _is_bare)):
        if found:
            # Several leave a doubt, which only the address can settle.
            known = {found[0]} if len(set(found)) == 1 else set(found) & address
            return known.pop().isoformat() if known else None
    return None


def _confirmed(
    stated: DeclaredDates, printed: Sequence[date], own: Sequence[date], denying: Sequence[date]
) -> str | None:
    """Return the stated moment whose day is printed, else the day printed that it falls on in some zone.

    A day in a line of its `own` beside the headline is that of an article that was imported later.  Where other lines
    deny the moment, or the moments each other, there is none.
    """
    if (day := _midnight(datetime.fromisoformat(stated.published[0]), stated.language)) is not None:
        return day
    for one in stated.published:
        if _same_days(date.fromisoformat(one[:10])) & set(printed):
            return one
    first = stated.published[0]
    reached = _reached(first)
    elsewhere = next((day for day in printed if day in reached and day not in stated.changed), None)
    if elsewhere is not None:
        return elsewhere.isoformat()
    if len(set(own)) == 1 and own[0] not in stated.changed:
        return own[0].isoformat()
    if denying or stated.is_doubtful:
        return None
    return _with_zone(stated.published)


def disagree(moments: Sequence[str]) -> bool:
    """Return whether moments are on several days and hours apart, so that they are not one in two zones."""
    days = {one[:10] for one in moments}
    instants = [_instant(one) for one in moments]
    return len(days) > 1 and max(instants) - min(instants) > _SAME_MOMENT


def _instant(stated: str) -> datetime:
    moment = datetime.fromisoformat(stated)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _with_zone(stated: Sequence[str]) -> str:
    """Return the first moment as it is stated with the paper's own zone, if it is stated so too."""
    first = datetime.fromisoformat(stated[0])
    if first.tzinfo is not None and not first.utcoffset():
        for one in map(datetime.fromisoformat, stated[1:]):
            if one.utcoffset() and one == first:
                return one.isoformat()
    return stated[0]


def _reached(stated: str) -> set[date]:
    """Return the days on which a moment falls in the zones of the world; a day alone may be any moment of it."""
    utc = _instant(stated)
    last = utc if "T" in stated else utc + timedelta(days=1, seconds=-1)
    return {(utc + _FURTHEST_BEHIND).date(), utc.date(), (last + _FURTHEST_AHEAD).date()}


def _midnight(moment: datetime, language: str) -> str | None:
    """Return the day that a moment in UTC begins where `language` is spoken; nobody states midnight."""
    code = language.replace("_", "-").casefold()
    zone = _ZONES.get(code) or _ZONES.get(code.partition("-")[0])
    if zone is None or moment.utcoffset() != timedelta(0) or moment.time().replace(hour=0) != datetime.min.time():
        return None
    local = moment.astimezone(ZoneInfo(zone))
    return local.date().isoformat() if local.time() == datetime.min.time() and local.date() != moment.date() else None


def _same_days(day: date) -> set[date]:
    """Return what a day may be read as: 4/5 is in April or May."""
    return {day, day.replace(month=day.day, day=day.month)} if day.day <= 12 else {day}


def _around(page: PrintedPage) -> tuple[slice, slice, slice, slice]:
    """Return the blocks from the headline to the article's beginning, above it, below the article, and within it."""
    end_of_page = len(page.blocks)
    titles = {_folded(title) for title in page.headlines}
    heads = [place for place, block in enumerate(page.blocks) if _folded(block.text) in titles]
    first, last = (page.places[0], page.places[-1]) if page.places else (end_of_page, end_of_page)
    head = max((place for place in heads if place <= first), default=min(heads, default=None))
    begin = max(0, first - _BESIDE) if head is None else head
    # Some articles begin with their headline.
    text = next((place for place in page.places if place not in heads), first)
    return (
        slice(begin, max(text, begin) + _BESIDE),
        slice(max(0, begin - _ABOVE), begin),
        slice(last, last + 1 + _BELOW),
        slice(begin, last + 1),
    )


def _without_article(page: PrintedPage) -> list[Block]:
    """Return the blocks, emptied where they are headlines, lines about pictures, or the article's own sentences."""
    titles, own = {_folded(title) for title in page.headlines}, set(page.places)
    return [
        replace(block, text="")
        if block.tag in _PICTURES
        or _folded(block.text) in titles
        or block.tag == "h1"
        or (place in own and not _is_byline(block.text))
        else block
        for place, block in enumerate(page.blocks)
    ]


def _is_bare(line: str) -> bool:
    """Return whether a line is a date and nothing else, or says by its words that its date is that of publication."""
    return _is_labelled(line) or not _other_words(line) or (bool(_AUTHOR_FIRST.match(line)) and _is_byline(line))


def _may_deny(line: str) -> bool:
    return _is_labelled(line) or (_is_no_sentence(line) and _other_words(line) <= _MAX_DENYING_WORDS)


def _is_byline(line: str) -> bool:
    return _is_labelled(line) or (_is_no_sentence(line) and _other_words(line) <= _MAX_BYLINE_WORDS)


def _is_labelled(line: str) -> bool:
    return _PUBLISHED.search(_unchanged(line)) is not None and _is_no_sentence(line)


def _other_words(line: str) -> int:
    return len(_WORD.findall(_TIME_WORDS.sub(" ", without_days(_unchanged(line)))))


def _is_no_sentence(line: str) -> bool:
    return _SENTENCE_END.search(_TIME_WORDS.sub("", without_days(line))) is None


def _days(
    blocks: Iterable[Block],
    stated: DeclaredDates,
    now: datetime,
    counts: Callable[[str], bool],
    max_linked: float,
) -> list[date]:
    """Return the days that are printed in lines of their own, without those of changes if there are others."""
    days = [
        day
        for block in blocks
        if block.linked <= max_linked
        for line in block.text.split("\n")
        if len(line) <= _MAX_CHARS and len(_WORD.findall(line)) <= _MAX_WORDS and counts(line)
        for day in printed_days(_unchanged(line), stated.language)
        if _is_possible(day, now)
    ]
    return [day for day in days if day not in stated.changed] or days


def _unchanged(line: str) -> str:
    """Return what a line says before it names a change: "Published 1 May | Updated 3 May" without its end."""
    found = _CHANGED.search(line)
    return line if found is None else line[: found.start()]


def _in_address(url: str | None, now: datetime) -> set[date]:
    found = _IN_ADDRESS.search(url or "")
    try:
        day = found and date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return set()
    return {day} if day and _is_possible(day, now) else set()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
