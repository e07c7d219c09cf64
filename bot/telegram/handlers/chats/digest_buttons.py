"""Make the buttons of the digest's settings.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.places.gazetteer import ZoneChoice
from bot.usecases.delivering.wishes.subscription_words import Reading
from bot.views.chats import subscriptions as texts
from storage.ports.subscriptions import Subscription

# One tap for whoever has no digest yet.
HOURS = (7, 8, 9, 12, 18, 20)
CITIES = (
    "Europe/London", "Europe/Berlin", "Europe/Belgrade", "Europe/Kyiv", "Europe/Istanbul", "America/New_York",
    "America/Chicago", "America/Los_Angeles", "UTC",
)  # fmt: skip
_HOURS_A_ROW, _CITIES_A_ROW, _TOPICS_A_ROW, _DAYS_A_ROW = 6, 2, 2, 4


def panel() -> InlineKeyboardMarkup:
    hour, days, zone, topics = (
        (texts.HOUR, "hour"),
        (texts.DAYS, "days"),
        (texts.ZONE, "zone"),
        (texts.TOPICS, "topics"),
    )
    return _rows([[_button(*hour), _button(*days)], [_button(*zone), _button(*topics)], [_button(texts.STOP, "stop")]])


def first_hours(reading: Reading | None = None, zone: str | None = None) -> InlineKeyboardMarkup:
    """Offer a few hours to whoever has no digest yet; each takes what the reader wrote, read as it was chosen."""
    hours = [_plain(f"{hour:02}:00", go(hour * 60, reading, zone)) for hour in HOURS]
    return _rows([*_in_rows(hours, 3), [_button(texts.OTHER_HOUR, f"hours:{reading or '-'}:{zone or '-'}")]])


def all_hours(reading: Reading | None = None, zone: str | None = None) -> InlineKeyboardMarkup:
    hours = [_plain(f"{hour:02}", go(hour * 60, reading, zone)) for hour in range(24)]
    return _rows(_in_rows(hours, _HOURS_A_ROW))


def hours(digest: Subscription) -> InlineKeyboardMarkup:
    buttons = [
        _plain(texts.toggle(f"{hour:02}", is_chosen=hour * 60 in digest.schedule.minutes), f"digest:h:{hour * 60}")
        for hour in range(24)
    ]
    return _rows([*_in_rows(buttons, _HOURS_A_ROW), [_back()]])


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
    return _button(texts.BACK, "panel")


def _button(label: str, action: str) -> InlineKeyboardButton:
    return _plain(texts.said(label), f"digest:{action}")


def _plain(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)


def _in_rows(buttons: Sequence[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def _rows(rows: Sequence[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)
