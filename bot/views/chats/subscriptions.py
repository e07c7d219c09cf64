"""Write what the bot says about a chat's digest: what is set, what can change, and questions about a wish.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.languages.calendar import clock_time, weekday_day
from bot.languages.speaking import marked, tr, trn
from bot.places.gazetteer import city_of
from bot.places.zones import is_fixed, zone_of
from bot.views.rich_text import Text, bold, code, join, rich
from bot.views.sources import shortened
from retrieval.answers.digests.making import MAX_STORIES_SHORT
from retrieval.domain.interests import Interests
from storage.ports.subscriptions import EVERY_DAY, FOREVER, MAX_TIMES, Subscription
from storage.ports.watches import Quiet

HOURS, DAYS, ZONE, TOPICS = marked("Hours"), marked("Days"), marked("Time zone"), marked("Topics")
STOP, SETTINGS = marked("Stop the digest"), marked("Digest settings")
SKIP, PAUSE, RESUME, MORE = marked("Skip the next"), marked("Pause"), marked("Resume"), marked("More settings")
SEVERAL, ONE_HOUR = marked("Several a day"), marked("One a day")
FULL, SHORT = marked("Full"), marked("Short")
SAY_SO, STAY_SILENT = marked("Nothing new: tell me"), marked("Nothing new: stay silent")
QUIET, NO_QUIET = marked("Quiet hours"), marked("No quiet hours")
# Days of a pause; 0: until the reader resumes.
PAUSES = {7: marked("A week"), 14: marked("Two weeks"), 30: marked("A month"), 0: marked("Until I resume it")}
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
LAST_HOUR = marked("It needs at least one hour. Stop it with “Stop the digest”.")
TOO_MANY_HOURS = marked("That's as many hours as I can keep. Remove one first.")
TOO_MANY = marked("That's as many topics as I can keep. Remove one first.")
_EXAMPLES = ("/subscribe 8am weekdays Kyiv", "/subscribe 20:00 about Serbia, Kosovo", "/subscribe skip tomorrow")
Span = tuple[datetime, datetime]
# A mark before what is chosen.
CHOSEN = "✓ "


def said(message: str) -> str:
    """Return one of the texts above in the language spoken."""
    return tr(message)


def panel(digest: Subscription, skipped: Sequence[Span], quiet: Quiet | None = None) -> Text:
    """Return what is set, a line each.

    `skipped` are the first and last digests that each pause leaves out; `quiet` are the chat's hours without alerts.
    """
    schedule = digest.schedule
    there = zone_of(schedule.time_zone)
    lines = [
        _when(schedule.days, bold(listed(schedule.minutes))),
        rich("Time zone: {zone}", zone=zone_name(schedule.time_zone)),
        *about(digest.interests),
        *([rich("Length: short")] if digest.is_short else []),
        *([rich("With nothing new, nothing comes.")] if digest.is_silent else []),
        rich("Comes to: this topic") if digest.topic else rich("Comes to: this chat"),
        *([no_alerts(quiet)] if quiet is not None else []),
    ]
    if digest.due == FOREVER:
        lines.append(bold(tr("Paused until you resume it.")))
    else:
        lines += [_skipped(*span, there) for span in skipped]
        lines.append(rich("Next: {day}", day=_moment(digest.due.astimezone(there), several=len(schedule.minutes) > 1)))
    if is_fixed(schedule.time_zone):
        lines.append(_fixed_offset(schedule.time_zone))
    return join(lines, "\n")


def _moment(there: datetime, *, several: bool) -> str:
    """Return a day, with the time if the day has several digests."""
    return f"{weekday_day(there)}, {there:%H:%M}" if several else weekday_day(there)


def _skipped(first: datetime, last: datetime, there: tzinfo) -> Text:
    days = weekday_day(first.astimezone(there)), weekday_day(last.astimezone(there))
    if first == last:
        return rich("Skipped: {day}", day=_moment(first.astimezone(there), several=True))
    if days[0] == days[1]:
        return rich("Skipped: {day}", day=days[0])
    return rich("Skipped: {first} to {last}", first=days[0], last=days[1])


def no_alerts(quiet: Quiet) -> Text:
    """Say in which hours no alert comes."""
    return rich("No alerts from {start} to {end}", start=clock_time(quiet.start), end=clock_time(quiet.end))


def _when(days: str, time: Text) -> Text:
    match days:
        case "1234567":
            return rich("The digest comes every day at {time}.", time=time)
        case "12345":
            return rich("The digest comes Monday to Friday at {time}.", time=time)
        case "67":
            return rich("The digest comes on Saturdays and Sundays at {time}.", time=time)
    return rich("The digest comes at {time} on these days: {days}.", time=time, days=days_named(days))


def days_named(days: str) -> str:
    """Name days as on the buttons: "Monday to Friday", "Mon, Thu"."""
    return tr(DAY_SETS[days]) if days in DAY_SETS else ", ".join(tr(DAY_NAMES[int(day) - 1]) for day in days)


def listed(minutes: Sequence[int]) -> str:
    """List times: "08:00, 12:30 and 18:00"."""
    times = [clock_time(minute) for minute in minutes]
    if len(times) == 1:
        return times[0]
    return tr("{several} and {last}", several=", ".join(times[:-1]), last=times[-1])


def about(interests: Interests) -> list[Text]:
    """Return in a line or two what a digest is about."""
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


def choose_hours(zone: str) -> Text:
    example = code("/subscribe 7:30 and 18:00")
    return rich("At which hours? Time zone: {zone}.\nTo the minute: {example}", zone=zone_name(zone), example=example)


def choose_pause() -> Text:
    return rich("For how long? Or write for example {example}", example=code("/subscribe pause until Monday"))


def choose_more(quiet: Quiet | None) -> Text:
    """Explain the settings that few readers change."""
    lines = [
        rich("Short: at most {count} stories, one sentence each.", count=MAX_STORIES_SHORT),
        no_alerts(quiet) if quiet is not None else rich("Alerts come at any hour."),
    ]
    return join(lines, "\n")


def choose_quiet(quiet: Quiet | None) -> Text:
    ask = rich(
        "During which hours should no alerts come? What comes in meanwhile reaches you at their end.\n"
        "Or write for example {example}",
        example=code("/subscribe quiet from 21:30 to 8"),
    )
    return ask if quiet is None else join([no_alerts(quiet), ask], "\n")


def quiet_set(quiet: Quiet | None, zone: str) -> Text:
    """Say that the quiet hours have changed."""
    if quiet is None:
        return rich("Alerts come at any hour again.")
    return rich(
        "No alerts from {start} to {end} ({zone}). What comes in meanwhile reaches you at {end}.",
        start=clock_time(quiet.start), end=clock_time(quiet.end), zone=city_of(zone) if "/" in zone else zone,
    )  # fmt: skip


def hours_button(quiet: Quiet) -> str:
    return f"{clock_time(quiet.start)}–{clock_time(quiet.end)}"


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
    return join([*about(interests), ask], "\n")


def left_out_button(count: int) -> str:
    return trn("Left out: {count} story", "Left out: {count} stories", count)


def choose_left_out() -> Text:
    return rich("These stories are left out. Press one to bring it back.")


def city_button(zone: str, now: datetime, *, is_chosen: bool) -> str:
    there: tzinfo = zone_of(zone)
    return f"{CHOSEN if is_chosen else ''}{city_of(zone)} {now.astimezone(there):%H:%M}"


def hour_label(minute: int, *, is_chosen: bool) -> str:
    """Return an hour as "08", another time as "08:30"."""
    return toggle(clock_time(minute).removesuffix(":00"), is_chosen=is_chosen)


def toggle(label: str, *, is_chosen: bool) -> str:
    return f"{CHOSEN}{label}" if is_chosen else label


def what_a_location_is_for(zone: str) -> Text:
    return rich("That's in the time zone {zone}. A location only tells me when a digest is due.", zone=zone_name(zone))


def which_place() -> Text:
    return rich("Which one do you mean?")


def place_or_topic(words: str) -> Text:
    return rich("Is {words} your time zone, or a topic that you want news about?", words=bold(shortened(words)))


def only_about(words: str) -> Text:
    return rich("I know no place called {words}. Do you want only news about it?", words=bold(shortened(words)))


def not_understood(words: str) -> Text:
    """Say which words were not understood, with examples; nothing was changed."""
    first = rich("I didn't understand “{words}”, so I changed nothing. Write for example:", words=shortened(words))
    return join([first, *map(code, _EXAMPLES)], "\n")


def unoffered() -> Text:
    """Say in which rhythms digests come; nothing was changed."""
    first = rich(
        "A digest can come every day, on some days or weekly, at up to {count} hours a day, until you stop it. "
        "I changed nothing. Write for example:",
        count=MAX_TIMES,
    )
    return join([first, *map(code, _EXAMPLES)], "\n")


def no_such_day() -> Text:
    return rich(
        "That day is over, so I changed nothing. Write for example {example}", example=code("/subscribe skip tomorrow")
    )


def stopped() -> Text:
    return rich("Digests stopped. {command} starts them again.", command="/subscribe")


def was_not_subscribed() -> Text:
    return rich("No digest comes here. {command} starts one.", command="/subscribe")
