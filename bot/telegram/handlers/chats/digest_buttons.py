"""Make the buttons of the digest's settings.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.places.gazetteer import ZoneChoice
from bot.usecases.delivering.wishes.wish import Reading
from bot.views.cards.labels import BACK
from bot.views.chats import subscriptions as texts
from storage.ports.subscriptions import MINUTES_A_DAY, Subscription
from storage.ports.watches import Quiet

# One tap for whoever has no digest yet.
HOURS = (7, 8, 9, 12, 18, 20)
CITIES = (
    "Europe/London", "Europe/Berlin", "Europe/Belgrade", "Europe/Kyiv", "Europe/Istanbul", "America/New_York",
    "America/Chicago", "America/Los_Angeles", "UTC",
)  # fmt: skip
NIGHTS = (Quiet(22 * 60, 7 * 60), Quiet(23 * 60, 8 * 60), Quiet(21 * 60, 6 * 60), Quiet(0, 8 * 60))
_HOURS_A_ROW, _CITIES_A_ROW, _TOPICS_A_ROW, _DAYS_A_ROW = 6, 2, 2, 4


def panel(digest: Subscription, left_out: int = 0) -> InlineKeyboardMarkup:
    holding = [(texts.RESUME, "resume")] if digest.schedule.pauses else [(texts.SKIP, "skip"), (texts.PAUSE, "pause")]
    rows = (
        [(texts.HOURS, "hour" if len(digest.schedule.minutes) == 1 else "several"), (texts.DAYS, "days")],
        [(texts.ZONE, "zone"), (texts.TOPICS, "topics")],
        holding,
        [(texts.MORE, "more"), (texts.STOP, "stop")],
    )
    listed = [[_plain(texts.left_out_button(left_out), "digest:left")]] if left_out else []
    return _rows([*([_button(*one) for one in row] for row in rows[:-1]), *listed, [_button(*one) for one in rows[-1]]])


def left_out(stories: Iterable[tuple[str, str]]) -> InlineKeyboardMarkup:
    """Return a button for each story left out, (key, label), to take it back."""
    return _rows([*([_plain(label, f"digest:keep:{key}")] for key, label in stories), [_back()]])


def first_hours(reading: Reading | None = None, zone: str | None = None) -> InlineKeyboardMarkup:
    """Offer a few hours to whoever has no digest yet; each takes what the reader wrote, read as it was chosen."""
    hours = [_plain(f"{hour:02}:00", go(hour * 60, reading, zone)) for hour in HOURS]
    return _rows([*_in_rows(hours, 3), [_button(texts.OTHER_HOUR, f"hours:{reading or '-'}:{zone or '-'}")]])


def all_hours(reading: Reading | None = None, zone: str | None = None) -> InlineKeyboardMarkup:
    hours = [_plain(f"{hour:02}", go(hour * 60, reading, zone)) for hour in range(24)]
    return _rows(_in_rows(hours, _HOURS_A_ROW))


def hours(digest: Subscription, *, several: bool = False) -> InlineKeyboardMarkup:
    """Offer the hours of a day: one that takes the place of what is set, or several that are switched on and off."""
    chosen = digest.schedule.minutes
    action, other = ("m", (texts.ONE_HOUR, "hour")) if several else ("h", (texts.SEVERAL, "several"))
    listed = sorted({*range(0, MINUTES_A_DAY, 60), *(chosen if several else ())})
    labels = [texts.hour_label(minute, is_chosen=minute in chosen) for minute in listed]
    toggles = [_plain(label, f"digest:{action}:{minute}") for label, minute in zip(labels, listed, strict=True)]
    return _rows([*_in_rows(toggles, _HOURS_A_ROW), [_button(*other), _back()]])


def pauses() -> InlineKeyboardMarkup:
    lengths = [_plain(texts.said(name), f"digest:p:{days}") for days, name in texts.PAUSES.items()]
    return _rows([*_in_rows(lengths, 2), [_back()]])


def more(digest: Subscription) -> InlineKeyboardMarkup:
    def choice(label: str, action: str, *, is_chosen: bool) -> InlineKeyboardButton:
        return _plain(texts.toggle(texts.said(label), is_chosen=is_chosen), f"digest:{action}")

    return _rows([
        [
            choice(texts.FULL, "len:full", is_chosen=not digest.is_short),
            choice(texts.SHORT, "len:short", is_chosen=digest.is_short),
        ],
        [choice(texts.SAY_SO, "empty:say", is_chosen=not digest.is_silent)],
        [choice(texts.STAY_SILENT, "empty:silent", is_chosen=digest.is_silent)],
        [_button(texts.QUIET, "quiet"), _back()],
    ])  # fmt: skip


def quiet_hours(chosen: Quiet | None) -> InlineKeyboardMarkup:
    labels = [texts.toggle(texts.hours_button(night), is_chosen=night == chosen) for night in NIGHTS]
    offered = [_plain(label, f"digest:q:{q.start}-{q.end}") for label, q in zip(labels, NIGHTS, strict=True)]
    none = _plain(texts.toggle(texts.said(texts.NO_QUIET), is_chosen=chosen is None), "digest:q:off")
    return _rows([*_in_rows(offered, 2), [none], [_button(BACK, "more")]])


def days(digest: Subscription) -> InlineKeyboardMarkup:
    sets = [
        [_plain(texts.toggle(texts.said(name), is_chosen=digest.schedule.days == chosen), f"digest:d:{chosen}")]
        for chosen, name in texts.DAY_SETS.items()
    ]
    single = [
        _plain(texts.toggle(texts.said(name), is_chosen=str(day) in digest.schedule.days), f"digest:x:{day}")
        for day, name in enumerate(texts.DAY_NAMES, 1)
    ]
    return _rows([*sets, *_in_rows(single, _DAYS_A_ROW), [_back()]])


def zones(digest: Subscription, now: datetime) -> InlineKeyboardMarkup:
    chosen = digest.schedule.time_zone
    cities = [_plain(texts.city_button(zone, now, is_chosen=zone == chosen), f"digest:z:{zone}") for zone in CITIES]
    return _rows([*_in_rows(cities, _CITIES_A_ROW), [_back()]])


def topics(chosen: Sequence[str], offered: Iterable[str]) -> InlineKeyboardMarkup:
    """Offer topics, those chosen marked; the text of a button is the topic."""
    names = dict.fromkeys([*chosen, *offered])
    toggles = [_plain(texts.toggle(name, is_chosen=name in chosen), f"digest:t:{n}") for n, name in enumerate(names)]
    everything = _plain(texts.toggle(texts.said(texts.EVERYTHING), is_chosen=not chosen), "digest:all")
    return _rows([[everything], *_in_rows(toggles, _TOPICS_A_ROW), [_back()]])


def places(choices: Iterable[ZoneChoice], reading: Reading | None) -> InlineKeyboardMarkup:
    return _rows([[_plain(choice.label, go(None, reading, choice.zone))] for choice in choices])


def take_zone(zone: str) -> InlineKeyboardMarkup:
    return _rows([[_plain(texts.said(texts.TAKE_ZONE), go(None, None, zone))]])


def place_or_topic() -> InlineKeyboardMarkup:
    place = _plain(texts.said(texts.AS_PLACE), go(None, Reading.PLACE, None))
    topic = _plain(texts.said(texts.AS_TOPICS), go(None, Reading.TOPICS, None))
    return _rows([[place, topic]])


def only_about(similar: ZoneChoice | None) -> InlineKeyboardMarkup:
    """Offer the unknown words as a topic, and the place that they may be misspelt for."""
    rows = [[_plain(texts.said(texts.ONLY_THAT), go(None, Reading.TOPICS, None))]]
    if similar is not None:
        rows.append([_plain(similar.label, go(None, None, similar.zone))])
    return _rows(rows)


def go(minute: int | None, reading: Reading | None, zone: str | None) -> str:
    """Return what a button carries that completes the message to which its own replies."""
    return f"digest:go:{'-' if minute is None else minute}:{reading or '-'}:{zone or '-'}"


def _back() -> InlineKeyboardButton:
    return _button(BACK, "panel")


def _button(label: str, action: str) -> InlineKeyboardButton:
    return _plain(texts.said(label), f"digest:{action}")


def _plain(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)


def _in_rows(buttons: Sequence[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def _rows(rows: Sequence[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)
