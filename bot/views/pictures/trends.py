"""Say who spoke how often, and when, and describe the picture of it.  Pure.

The caption holds every figure that the picture shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.languages.speaking import number, tr, trn
from bot.views.pictures.charts import Chart, Panel
from bot.views.pictures.timeline import Timeline, short_day
from bot.views.rich_text import Text, bold, code, join, pages, rich
from bot.views.safe_text import safe, speaker_name

MAX_CAPTION_UNITS = 1024
MAX_NAME_CHARS = 60


@dataclass(frozen=True, slots=True)
class Trend:
    """How often somebody spoke (`by_person`), or a topic was spoken of.

    `speakers` are those who spoke most on it, with how often: for a person, on them.  Statements that several copies of
    an article print count once.
    """

    subject: str
    by_person: bool
    over_time: Timeline
    total: int
    speakers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NoTrend:
    """Nothing to draw on `subject` ("" if nothing was asked): what could be asked instead.

    `several`: those offered are all called so.
    """

    subject: str
    offered: tuple[str, ...]
    several: bool = False


def trend_chart(trend: Trend) -> Chart | None:
    """Return what to draw; None if there is neither a day nor a speaker."""
    panels = []
    if trend.over_time.total:
        heading = tr("Statements a day") if trend.over_time.step == 1 else tr("Statements a week")
        panels.append(_columns(heading, trend.over_time))
    if len(trend.speakers) > 1:
        heading = _who_speaks(trend)
        names, counts = zip(*trend.speakers, strict=True)
        panels.append(Panel(heading, names, counts, across=True))
    return Chart(trend.subject, tuple(panels)) if panels else None


def _columns(heading: str, over_time: Timeline) -> Panel:
    days, counts = zip(*over_time.bars, strict=True)
    return Panel(heading, tuple(map(short_day, days)), counts)


def trend_caption(trend: Trend) -> Text:
    """Return the figures of a trend in words, within Telegram's limit for captions."""
    subject = bold(_name(trend.subject))
    total = trn("{count} statement", "{count} statements", trend.total)
    by = rich("{statements} by {subject}", subject=subject, statements=total)
    on = rich("{statements} on {subject}", subject=subject, statements=total)
    lines = [by if trend.by_person else on, *_over_time(trend.over_time)]
    if trend.speakers:
        lines += ["", f"{_who_speaks(trend)}:"]
        lines += [f"{n}. {_name(name)}: {number(count)}" for n, (name, count) in enumerate(trend.speakers, 1)]
    return captioned(join(lines, "\n"))


def _who_speaks(trend: Trend) -> str:
    """Return whose statements the second list counts: for a person, those of others."""
    if trend.by_person:
        return tr("Others who speak of {name} most", name=_name(trend.subject))
    return tr("Who speaks on it most")


def _name(name: str) -> str:
    short = name if len(name) <= MAX_NAME_CHARS else f"{name[:MAX_NAME_CHARS].rstrip()}…"
    return speaker_name(short)


def _over_time(over_time: Timeline) -> list[Text | str]:
    """Return the bars that are not empty, the newest first, and what is in none."""
    lines: list[Text | str] = []
    full = [f"{short_day(day)}: {number(count)}" for day, count in reversed(over_time.bars) if count]
    if full:
        heading = tr("By day") if over_time.step == 1 else tr("By week, from its first day")
        lines.append(f"{heading}: {', '.join(full)}")
    if over_time.older:
        since = short_day(over_time.bars[0][0])
        lines.append(trn("{count} from before {day}", "{count} from before {day}", over_time.older, day=since))
    if over_time.undated:
        lines.append(trn("{count} is undated", "{count} are undated", over_time.undated))
    return lines


def captioned(text: Text) -> Text:
    """Return a text cut to what fits under a picture, if it is longer."""
    return pages([safe(text)], units=MAX_CAPTION_UNITS, marks=100)[0]


def no_trend(nothing: NoTrend) -> Text:
    """Return why there is no picture, and what could be asked instead."""
    if not nothing.subject:
        example = code("/trend Kosovo")
        return rich("Whose statements, or which topic, shall I draw over time? For example: {example}", example=example)
    if nothing.several:
        return rich("Several people are called {name}. Which one?", name=bold(_name(nothing.subject)))
    return rich("I have no statements on {subject}.", subject=bold(_name(nothing.subject)))
