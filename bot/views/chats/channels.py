"""What the bot says about channels in which it posts digests.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.languages.speaking import marked, tr
from bot.views.chats.subscriptions import about, days_named
from bot.views.rich_text import Text, bold, code, join, rich
from retrieval.domain.interests import Interests
from storage.ports.subscriptions import EVERY_DAY

CHOOSE = marked("Choose a channel")
NOT_IN_PRIVATE = marked("Write /channel to me in private.")
TOO_OLD = marked("That message is too old. Write /channel again.")
NO_HOUR = marked("I need an hour, for example /channel @name 8:30 weekdays Kyiv; /channel @name off stops it.")


@dataclass(frozen=True, slots=True)
class Posting:
    """A channel where digests are posted: at what time, in which time zone."""

    title: str
    time: str
    zone: str
    days: str = EVERY_DAY
    interests: Interests = field(default=Interests())

    @property
    def when(self) -> str:
        """Return the time, with the days unless they are all."""
        named = "" if self.days == EVERY_DAY else days_named(self.days) + ", "
        return named + self.time


def three_steps() -> Text:
    return join(
        [
            bold(tr("A daily digest in your channel")),
            tr("1. Press “Choose a channel” below: that adds me as an administrator who may post."),
            rich("Or add me yourself, then forward me a post of the channel or send its {name}.", name=code("@name")),
            tr("2. I check that you are an administrator there and that I may post."),
            tr("3. Choose the hour."),
        ],
        "\n",
    )


def your_channels(postings: Sequence[Posting]) -> Text:
    lines = [
        tr("{title}: every day at {time} ({zone})", title=one.title, time=one.time, zone=one.zone)
        if one.days == EVERY_DAY
        else f"{one.title}: {one.when} ({one.zone})"
        for one in postings
    ]
    return join([bold(tr("Your channels")), *lines], "\n")


def stop_button(title: str) -> str:
    return tr("Stop {title}", title=title)


def at_what_hour(title: str, zone: str) -> Text:
    return rich(
        "I may post in {title}. At what hour should the digest come? ({zone}) "
        "Press one, or write for example {example}",
        title=bold(title), zone=zone, example=code("8:30 weekdays Kyiv"),
    )  # fmt: skip


def posts_from_now_on(posting: Posting) -> Text:
    return join([_posts(posting), *(about(posting.interests) if posting.interests != Interests() else [])], "\n")


def not_posting(title: str) -> Text:
    return rich("No digest is posted in {title}.", title=bold(title))


def _posts(posting: Posting) -> Text:
    if posting.days != EVERY_DAY:
        return rich(
            "{title} gets a digest: {when} ({zone}). /channel changes or stops it.",
            title=bold(posting.title),
            when=bold(posting.when),
            zone=posting.zone,
        )
    return rich(
        "{title} gets a digest every day at {time} ({zone}). /channel changes or stops it.",
        title=bold(posting.title),
        time=bold(posting.time),
        zone=posting.zone,
    )


def stopped(title: str) -> Text:
    return rich("No more digests in {title}. /channel starts them again.", title=bold(title))


def cannot_see() -> Text:
    return Text(
        tr("I can't see that channel. Add me to it as an administrator who may post, then send me its name again.")
    )


def no_channel(title: str) -> Text:
    return rich("{title} is no channel. In a group, write /settings there.", title=bold(title))


def may_not_post(title: str) -> Text:
    return rich(
        "I may not post in {title} yet. Make me an administrator there with the right to post, then write /channel.",
        title=bold(title),
    )


def not_administrator(title: str) -> Text:
    return rich("Only administrators of {title} can do that, and you are not one of them.", title=bold(title))
