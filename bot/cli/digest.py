"""`onrecord digest`: the stories that came in since a moment, as a digest without a reader tells them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import typer
from rich.console import Console

from bot.cli.json_output import print_line
from bot.composition import opened
from bot.places.zones import zone_of
from bot.services import Services
from bot.settings import Settings
from bot.usecases.delivering.digests.contents import content_of, shown_stories
from bot.views.deliveries import nothing_new
from bot.views.digests.page import Frame, whole_text
from bot.views.json.digests import StoryLine
from bot.views.rich_text import Text
from bot.views.terminal import show
from retrieval.answers.digests.news import Digest
from retrieval.domain.clock import utc_now
from retrieval.domain.interests import Interests

_AGO = re.compile(r"(\d{1,4})\s*([hdw])", re.IGNORECASE)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def since_of(given: str, now: datetime) -> datetime:
    """Return the moment that "24h", "7d", "2w", a date or an ISO time names.  Raise BadParameter.

    A time without an offset is UTC.
    """
    if (ago := _AGO.fullmatch(given.strip())) is not None:
        return now - int(ago[1]) * _UNITS[ago[2].lower()]
    try:
        moment = datetime.fromisoformat(given.strip())
    except ValueError as error:
        raise typer.BadParameter(f"“{given}” is not a time; write 24h, 7d, 2026-11-20 or 2026-11-20T08:00") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


async def whole_digest(
    services: Services, since: datetime, until: datetime, subjects: Sequence[str] = (), *, short: bool = False
) -> tuple[Digest, Text]:
    """Return a digest without a reader, and all of its text."""
    zone = services.settings.time_zone
    digest = await services.delivering.digest(since, until, Interests(topics=tuple(subjects)), short=short)
    shown = await shown_stories(services.library, content_of(digest, zone, short=short))
    there = until.astimezone(zone_of(zone))
    frame = Frame(there, len(shown) + digest.more, digest.more, is_short=short)
    return digest, whole_text(shown, frame) if shown else nothing_new(there, subjects, is_preview=True)


def print_digest(settings: Settings, since: str, about: str, *, short: bool, as_json: bool) -> None:
    """Print the digest; `about` names topics and people between commas."""
    now = utc_now()
    start = since_of(since, now)
    subjects = tuple(name for part in about.split(",") if (name := part.strip()))

    async def made() -> tuple[Digest, Text]:
        async with opened(settings) as services:
            return await whole_digest(services, start, now, subjects, short=short)

    digest, text = asyncio.run(made())
    if not as_json:
        show(Console(), [text])
    stories: Sequence[StoryLine] = [StoryLine.of(n, story) for n, story in enumerate(digest.stories, 1)]
    for line in stories if as_json else []:
        print_line(line)
