"""Say days, times and ages in the language spoken.

English needs no Babel, which takes as long to import as a question to answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.languages.catalogues import ENGLISH, LOCALES
from bot.languages.speaking import spoken, tr, trn

# Within a sentence Serbian declines its months, and Babel knows the other form only.
_SERBIAN_MONTHS = (
    "januara", "februara", "marta", "aprila", "maja", "juna",
    "jula", "avgusta", "septembra", "oktobra", "novembra", "decembra",
)  # fmt: skip
_WEEKDAY_DAY = {"sr": "EEEE, d. MMMM", "uk": "EEEE, d MMMM", "de": "EEEE, d. MMMM"}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def day(moment: date) -> str:
    """Return a day with its year, as "30 November 2026"."""
    match spoken():
        case language if language == ENGLISH:
            return f"{moment.day} {moment:%B %Y}"
        case "sr":
            return f"{moment.day}. {_SERBIAN_MONTHS[moment.month - 1]} {moment.year}."
        case language:
            from babel.dates import format_date  # noqa: PLC0415

            return format_date(moment, "long", LOCALES[language])


def weekday_day(moment: date) -> str:
    """Return a day near now, as "Monday 30 November"; in a heading or after a colon, where nothing declines it."""
    if spoken() == ENGLISH:
        return f"{moment:%A} {moment.day} {moment:%B}"
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(moment, _WEEKDAY_DAY[spoken()], LOCALES[spoken()])


def clock(moment: datetime) -> str:
    """Return the time of day, as "08:00", in the zone of the moment."""
    return f"{moment:%H:%M}"


def day_range(start: date | None, last: date | None) -> str:
    """Return the days from `start` to `last`, both included, as an adverbial: "from … to …", "on …", "since …".

    None: no bound on that side; not on both.
    """
    if start is None and last is None:
        raise ValueError("a range of days needs a bound")
    if last is None and start is not None:
        return tr("since {day}", day=day(start))
    if start is None and last is not None:
        return tr("up to {day}", day=day(last))
    if start == last and start is not None:
        return tr("on {day}", day=day(start))
    return tr("from {first} to {last}", first=day(start or date.min), last=day(last or date.max))


def age(moment: datetime, now: datetime) -> str:
    """Return how many days, weeks, months or years ago, by the calendar of their zone; "" for the future."""
    days = (now.date() - moment.date()).days
    if days < 0:
        return ""
    if days < 2:
        return tr("yesterday") if days else tr("today")
    # "13 days ago", then "2 weeks ago".
    if days < 14:
        return trn("{count} day ago", "{count} days ago", days)
    if days < 60:
        return trn("{count} week ago", "{count} weeks ago", days // 7)
    if days < 730:
        return trn("{count} month ago", "{count} months ago", days // 30)
    return trn("{count} year ago", "{count} years ago", days // 365)


def ago(moment: datetime, now: datetime) -> str:
    """Return how long before `now` a moment was, in its largest whole unit up to days."""
    passed = now - moment
    if passed < _MINUTE:
        return tr("just now")
    if passed < _HOUR:
        return trn("{count} minute ago", "{count} minutes ago", passed // _MINUTE)
    if passed < _DAY:
        return trn("{count} hour ago", "{count} hours ago", passed // _HOUR)
    return trn("{count} day ago", "{count} days ago", passed // _DAY)


def clock_time(minute: int) -> str:
    """Return a minute of the day as a clock shows it."""
    return f"{minute // 60:02}:{minute % 60:02}"


def clock_times(minutes: Iterable[int]) -> str:
    return ", ".join(map(clock_time, minutes))
