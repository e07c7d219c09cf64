"""Whoever follows a person or a topic hears of a new article once, and soon."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retrieval.domain.article import Draft, Reading, StatementKind
from retrieval.domain.changes import OPERATOR
from tests.e2e.conftest import FakeClock, Running, running_bot
from tests.retrieval.invented import Said, printed
from tests.telegram.client import Reader
from tests.telegram.records import Message
from tests.telegram.stand import Stand

# Nobody waits longer for an alert that must not come.
QUIET = 0.6
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
async def running(stand: Stand, tmp_path: Path) -> AsyncIterator[Running]:
    async with running_bot(stand, tmp_path, FakeClock(NOON - timedelta(days=1))) as bot:
        yield bot


def brook(words: str, name: str, *, text: str = "", **fields: object) -> tuple[Draft, Reading]:
    whole = text or f"The harbour was busy all day long. {words} said harbour master Ada Brook."
    return printed(
        whole,
        Said(words, "Ada Brook"),
        name=name,
        named=[("Ada Brook", "")],
        **fields,  # type: ignore[arg-type]
    )


async def followed(running: Running, reader: Reader, what: str) -> None:
    await reader.say(f"/follow {what}")
    message = await reader.reply()
    if "Follow all the same?" in message.text:
        kind = "quoted" if what == "Ada Brook" else "mentioned"
        await reader.press(message, f"When {what} is {kind}")
        message = await reader.reply()
    assert message.text.startswith(f"Following {what}")


async def stored(running: Running, *articles: tuple[Draft, Reading]) -> None:
    await running.services.library.put(articles)


def quotes(message: Message) -> list[str]:
    return message.cuts("expandable_blockquote") or message.cuts("blockquote")


@pytest.fixture
async def ann(running: Running) -> Reader:
    reader = running.stand.reader("Ann")
    await followed(running, reader, "Ada Brook")
    return reader


async def test_a_new_statement_by_someone_followed_is_told_verbatim(running: Running, ann: Reader) -> None:
    yesterday = NOON - timedelta(days=2)
    await stored(running, brook("“The tide is out,”", "one", title="Low water", publisher="The Gaze", day=yesterday))
    alert = await ann.reply()
    assert quotes(alert) == ["“The tide is out,”"]
    assert alert.cuts("bold") == ["Ada Brook"]
    assert alert.text.splitlines()[-1] == "[1] The Gaze · yesterday"
    await ann.press(alert, "Unfollow Ada Brook")
    assert (await ann.edited()).button_texts == []
    await stored(running, brook("“The tide is in,”", "two"))
    await ann.quiet(QUIET)


async def test_an_alert_comes_to_the_topic_in_which_it_was_wished_for(running: Running) -> None:
    boss = running.stand.reader("Boss")
    group = running.stand.group("Newsroom", members=[boss], admins=[boss], forum=True)
    there = boss.at(group, group.topic("Harbour"))
    await followed(running, there, "Ada Brook")
    await stored(running, brook("“The tide is out,”", "one"))
    assert quotes(await there.reply()) == ["“The tide is out,”"]


async def test_an_alert_says_that_words_are_paraphrased(running: Running, ann: Reader) -> None:
    said = Said("the tide is out", "Ada Brook", kind=StatementKind.INDIRECT)
    named = [("Ada Brook", "")]
    await stored(running, printed("Ada Brook said the tide is out.", said, name="a", named=named, publisher="The Gaze"))
    assert (await ann.reply()).text.splitlines()[-1] == "[1] The Gaze · paraphrased"


async def test_a_mention_is_not_a_statement(running: Running, ann: Reader) -> None:
    words = Said("“Ada Brook is wrong,”", "Ben Ford")
    await stored(
        running, printed("“Ada Brook is wrong,” said Ben Ford.", words, name="about", named=[("Ada Brook", "")])
    )
    await ann.quiet(QUIET)


async def test_someone_followed_is_known_by_another_printed_name(running: Running, ann: Reader) -> None:
    text = "Ada Brook runs the harbour. “The tide is in,” Brook said."
    said = Said("“The tide is in,”", "Brook")
    await stored(running, printed(text, said, name="short", named=[("Ada Brook", "")]))
    assert quotes(await ann.reply()) == ["“The tide is in,”"]


async def test_a_namesake_is_somebody_else(running: Running, ann: Reader) -> None:
    await stored(
        running, printed("“I build boats,” said Carl Brook.", Said("“I build boats,”", "Carl Brook"), name="c")
    )
    await ann.quiet(QUIET)


async def test_words_are_told_from_any_passage_that_prints_them_whole(running: Running) -> None:
    ben = running.stand.reader("Ben")
    await followed(running, ben, "Zanzibar")
    await stored(running, printed("Zanzibarians met. Nobody spoke there.", name="other"))
    await ben.quiet(QUIET)
    await stored(running, printed("It rained. The ferry to ZANZIBAR’s port was late. Nobody spoke.", name="ferry"))
    alert = await ben.reply()
    assert quotes(alert) == ["The ferry to ZANZIBAR’s port was late."]
    assert "On Zanzibar" in alert.text


async def test_a_topic_in_the_plural_is_told_of_one_and_the_other_way_round(running: Running) -> None:
    ben = running.stand.reader("Ben")
    await followed(running, ben, "night trams")
    await followed(running, ben, "Bus")
    await stored(running, printed("It rained. The last night tram was late. Nobody spoke.", name="tram"))
    assert quotes(await ben.reply()) == ["The last night tram was late."]
    await stored(running, printed("It rained. New buses came in May. Nobody spoke.", name="bus"))
    assert quotes(await ben.reply()) == ["New buses came in May."]


async def test_copies_alert_once_and_so_do_the_same_words_elsewhere(running: Running, ann: Reader) -> None:
    body = " ".join(f"Line {n} of the long report on the tide and the harbour wall." for n in range(40))
    text = f"{body} “The tide is out,” said harbour master Ada Brook."
    copies = [brook("“The tide is out,”", f"copy{n}", text=text, publisher=f"Paper {n}") for n in range(10)]
    await stored(running, *copies[:5])
    assert quotes(await ann.reply()) == ["“The tide is out,”"]
    await stored(running, *copies[5:])
    await stored(running, brook("“The tide is out,”", "elsewhere", text="“The tide is out,” said Ada Brook on Monday."))
    await ann.quiet(QUIET)


class RealClock(FakeClock):
    """Goes with the time at which articles and notices are written."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


async def test_a_correction_is_no_alert_but_reaches_whoever_was_alerted(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path, RealClock()) as running:
        ann = running.stand.reader("Ann")
        await followed(running, ann, "Ada Brook")
        await stored(running, brook("“The tide is out,”", "one"))
        await ann.reply()
        await stored(running, brook("“The tide is out,”", "one", text="“The tide is out,” Ada Brook said today."))
        assert (await ann.reply()).text.startswith("Corrected")
        await ann.quiet(QUIET)


async def test_an_article_from_an_archive_does_not_alert(running: Running, ann: Reader) -> None:
    await stored(running, brook("“The tide is out,”", "old", day=datetime.now(UTC) - timedelta(days=4)))
    await ann.quiet(QUIET)
    await stored(running, brook("“The tide is in,”", "new", day=datetime.now(UTC) - timedelta(days=2)))
    assert quotes(await ann.reply()) == ["“The tide is in,”"]


async def test_what_comes_at_once_is_one_message(running: Running, ann: Reader) -> None:
    await stored(running, *[brook(f"“Boat {n} is in,”", f"boat{n}") for n in range(8)])
    alert = await ann.reply()
    (listed,) = alert.cuts("expandable_blockquote")
    assert alert.cuts("blockquote") == [f"“Boat {n} is in,”" for n in range(5)]
    assert [line.partition(":")[0] for line in listed.splitlines()] == ["Ada Brook"] * 3
    await ann.quiet(QUIET)


async def test_beyond_the_limit_alerts_wait_until_the_next_morning(running: Running, ann: Reader) -> None:
    await ann.say("/following")
    await ann.press(await ann.reply(), "3 a day")
    for n in range(3):
        await stored(running, brook(f"“Boat {n} is in,”", f"boat{n}"))
        alert = await ann.reply()
        assert ("waits until tomorrow" in alert.text) == (n == 2)
    await stored(running, brook("“Boat 3 is in,”", "boat3"), brook("“Boat 4 is in,”", "boat4"))
    await ann.quiet(QUIET)
    running.clock.forward(hours=13)
    await ann.quiet(QUIET)
    running.clock.forward(hours=8)
    assert quotes(await ann.reply()) == ["“Boat 3 is in,”", "“Boat 4 is in,”"]
    await ann.quiet(QUIET)


async def test_retracted_or_unfollowed_in_the_meantime_it_is_not_sent(stand: Stand, tmp_path: Path) -> None:
    clock = FakeClock(NOON - timedelta(days=1))
    async with running_bot(stand, tmp_path, clock) as running:
        ann = running.stand.reader("Ann")
        await followed(running, ann, "Ada Brook")
        await followed(running, ann, "Zanzibar")
        ann.block()
        await stored(running, brook("“The tide is out,”", "one"))
        await ann.quiet(QUIET)
    # What was stored while nobody could be reached, and what is retracted, is left out.
    async with running_bot(stand, tmp_path, clock) as running:
        ann.unblock()
        await running.services.library.retract("one", OPERATOR, "a hoax")
        await ann.quiet(QUIET)
        await stored(running, brook("“The tide is in,”", "two"))
        assert quotes(await ann.reply()) == ["“The tide is in,”"]


async def test_nothing_is_missed_or_told_twice_over_restarts(stand: Stand, tmp_path: Path) -> None:
    clock = FakeClock(NOON - timedelta(days=1))
    async with running_bot(stand, tmp_path, clock) as running:
        ann = running.stand.reader("Ann")
        await followed(running, ann, "Ada Brook")
        await stored(running, brook("“The tide is out,”", "one"))
        await ann.reply()
    for n in range(2):
        async with running_bot(stand, tmp_path, clock, every=30.0) as running:
            # The scan does not come to it before the bot stops.
            await stored(running, brook(f"“Boat {n} is in,”", f"boat{n}"))
    async with running_bot(stand, tmp_path, clock) as running:
        assert quotes(await ann.reply()) == ["“Boat 0 is in,”", "“Boat 1 is in,”"]
        await ann.quiet(QUIET)


async def test_quiet_hours_hold_alerts_back_and_their_end_brings_one_message(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path, FakeClock(NOON - timedelta(days=1))) as running:
        ann = stand.reader("Ann")
        await ann.say("/subscribe quiet from 11:00 to 13:30")
        assert (await ann.reply()).text.startswith("No alerts from 11:00 to 13:30 (UTC).")
        await followed(running, ann, "Ada Brook")
        for n in range(2):
            await stored(running, brook(f"“The tide is out, for the {n}th time,”", f"tide{n}"))
        await ann.quiet(QUIET)
        running.clock.forward(hours=1, minutes=29)
        await ann.quiet(QUIET)
        running.clock.forward(minutes=1)
        alert = await ann.reply()
        assert len(quotes(alert)) == 2
        await stored(running, brook("“It comes back in,”", "back"))
        assert "It comes back in" in (await ann.reply()).text
        await ann.say("/subscribe quiet off")
        assert (await ann.reply()).text == "Alerts come at any hour again."
