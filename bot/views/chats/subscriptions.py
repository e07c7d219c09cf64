"""Write what the bot says about a chat's digest: what is set, what can change, and questions about a wish.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.languages.calendar import weekday_day
from bot.languages.speaking import marked, tr
from bot.places.gazetteer import city_of
from bot.places.zones import is_fixed, zone_of
from bot.views.rich_text import Text, bold, code, join, rich
from bot.views.sources import shortened
from retrieval.domain.interests import Interests
from storage.ports.subscriptions import EVERY_DAY, Subscription

HOUR, DAYS, ZONE, TOPICS = marked("Hour"), marked("Days"), marked("Time zone"), marked("Topics")
STOP, SETTINGS, BACK = marked("Stop the digest"), marked("Digest settings"), marked("← Back")
OTHER_HOUR, EVERYTHING = marked("Another hour"), marked("Everything new")
TAKE_ZONE = marked("Set it as my time zone")
AS_PLACE, AS_TOPICS, ONLY_THAT = marked("My time zone"), marked("A topic"), marked("Yes, only that")
DAY_SETS = {
    EVERY_DAY: marked("Every day"),
    "12345": marked("Monday to Friday"),
    "67": marked("Saturday and Sunday"),
}
DAY_NAMES = (
    marked("Mon"), marked("Tue"), marked("Wed"), marked("Thu"), marked("Fri"), marked("Sat"), marked("Sun"),
)  # fmt: skip
ONLY_ADMINISTRATORS = marked("Only the group's administrators can change its digest.")
STALE = marked("No digest comes here any more. /subscribe starts it again.")
TOO_OLD = marked("I can't see your message any more. Please write /subscribe again.")
LAST_DAY = marked("It needs at least one day. Stop it with “Stop the digest”.")
TOO_MANY = marked("That's as many topics as I can keep. Remove one first.")
_EXAMPLES = ("/subscribe 8am weekdays Kyiv", "/subscribe 20:00 about Serbia, Kosovo")
# A mark before what is chosen.
CHOSEN = "✓ "


def said(message: str) -> str:
    """Return one of the texts above in the language spoken."""
    return tr(message)


def panel(digest: Subscription) -> Text:
    """Return what is set, a line each."""
    schedule = digest.schedule
    there = zone_of(schedule.time_zone)
    lines = [
        _when(schedule.days, bold(_listed(schedule.minutes))),
        rich("Time zone: {zone}", zone=zone_name(schedule.time_zone)),
        *_about(digest.interests),
        rich("Comes to: this topic") if digest.topic else rich("Comes to: this chat"),
        rich("Next: {day}", day=weekday_day(digest.due.astimezone(there))),
    ]
    if is_fixed(schedule.time_zone):
        lines.append(_fixed_offset(schedule.time_zone))
    return join(lines, "\n")


def _when(days: str, time: Text) -> Text:
    match days:
        case "1234567":
            return rich("The digest comes every day at {time}.", time=time)
        case "12345":
            return rich("The digest comes Monday to Friday at {time}.", time=time)
        case "67":
            return rich("The digest comes on Saturdays and Sundays at {time}.", time=time)
    named = ", ".join(tr(DAY_NAMES[int(day) - 1]) for day in days)
    return rich("The digest comes at {time} on these days: {days}.", time=time, days=named)


def _listed(minutes: Sequence[int]) -> str:
    """List times: "08:00, 12:30 and 18:00"."""
    times = [f"{minute // 60:02}:{minute % 60:02}" for minute in minutes]
    if len(times) == 1:
        return times[0]
    return tr("{several} and {last}", several=", ".join(times[:-1]), last=times[-1])


def _about(interests: Interests) -> list[Text]:
    if not interests:
        return [rich("About: everything new")]
    about, papers = ", ".join(interests.subjects), ", ".join(interests.papers)
    return [
        *([rich("About: {topics}", topics=about)] if about else []),
        *([rich("From: {papers}", papers=papers)] if papers else []),
    ]


def _fixed_offset(zone: str) -> Text:
    return rich("{zone} never changes for summer time. For a clock that does, name a city.", zone=zone)


def zone_name(zone: str) -> str:
    """Return a zone as a reader knows it: by its city."""
    return f"{city_of(zone)} ({zone})" if "/" in zone else zone


def no_digest() -> Text:
    return rich("No digest comes here yet. At what hour do you want it?")


def at_what_hour(zone: str, *, is_chosen: bool) -> Text:
    """Ask for the hour; `is_chosen`: the zone is one that the reader named, not the bot's own."""
    if is_chosen:
        return rich("Understood. At what hour, in the time zone {zone}?", zone=zone_name(zone))
    return rich("Understood. At what hour?")


def choose_hour(zone: str) -> Text:
    example = code("/subscribe 7:30")
    return rich("At what hour? Time zone: {zone}.\nTo the minute: {example}", zone=zone_name(zone), example=example)


def choose_days() -> Text:
    return rich("On which days?")


def choose_zone(zone: str, *, is_private: bool) -> Text:
    """Ask for the time zone; only in a private chat does the bot get locations."""
    now_set, example = rich("Time zone: {zone}", zone=zone_name(zone)), code("/subscribe Kyiv")
    if is_private:
        ask = rich("Choose a city, send me your location (📎), or write for example {example}", example=example)
    else:
        ask = rich("Choose a city, or write for example {example}", example=example)
    return join([now_set, ask], "\n")


def choose_topics(interests: Interests) -> Text:
    ask = rich("Choose whose news you want, or write for example {example}", example=code("/subscribe Serbia, Kosovo"))
    return join([*_about(interests), ask], "\n")


def city_button(zone: str, now: datetime, *, is_chosen: bool) -> str:
    there: tzinfo = zone_of(zone)
    return f"{CHOSEN if is_chosen else ''}{city_of(zone)} {now.astimezone(there):%H:%M}"


def toggle(label: str, *, is_chosen: bool) -> str:
    return f"{CHOSEN}{label}" if is_chosen else label


def what_a_location_is_for(zone: str) -> Text:
    return rich("That's in the time zone {zone}. A location only tells me when a digest is due.", zone=zone_name(zone))


def which_place() -> Text:
    return rich("Which of these has your time?")


def place_or_topic(words: str) -> Text:
    return rich("Is {words} your time zone, or a topic that you want news about?", words=bold(shortened(words)))


def only_about(words: str) -> Text:
    return rich("I know no place called {words}. Do you want only news about it?", words=bold(shortened(words)))


def not_understood(words: str) -> Text:
    """Say which words were not understood, with examples; nothing was changed."""
    first = rich("I didn't understand “{words}”, so I changed nothing. Write for example:", words=shortened(words))
    return join([first, *map(code, _EXAMPLES)], "\n")


def stopped() -> Text:
    return rich("Digests stopped. {command} starts them again.", command="/subscribe")


def was_not_subscribed() -> Text:
    return rich("No digest comes here. {command} starts one.", command="/subscribe")
