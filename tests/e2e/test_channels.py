"""An administrator of a channel has digests posted there, from the private chat."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Running
from tests.e2e.test_conversation import press_text
from tests.telegram.client import Reader
from tests.telegram.groups import Channel
from tests.telegram.records import Message


def with_channel(running: Running, *, bot: str = "administrator") -> tuple[Reader, Channel]:
    ada = running.stand.reader("Ada")
    return ada, running.stand.channel("Hill Watch", username="hill_watch", bot=bot, admins=[ada])


async def steps(ada: Reader) -> Message:
    await ada.say("/channel")
    shown = await ada.reply()
    assert shown.text.startswith("A daily digest in your channel\n1. ")
    return shown


async def hours(ada: Reader) -> Message:
    offered = await ada.reply()
    assert offered.text.startswith("I may post in Hill Watch. At what hour should the digest come?")
    assert offered.button_texts == ["07:00", "08:00", "09:00", "12:00", "18:00", "20:00"]
    return offered


async def test_a_channel_is_chosen_by_the_button_and_gets_its_digest(running: Running) -> None:
    ada, channel = with_channel(running, bot="left")
    await steps(ada)
    await ada.share(channel)
    offered = await hours(ada)
    # Telegram reports the channel twice: as chosen, and as one to which the bot was added.
    await ada.quiet(0.4)
    await press_text(await ada.press(offered, "09:00"))
    done = (await ada.edited()).text
    assert done.startswith("Hill Watch gets a digest every day at 09:00")
    running.clock.forward(days=1, hours=6)
    await ada.until(lambda: bool(channel.chat.from_bot))
    assert channel.chat.from_bot[0].text
    await ada.quiet(0.2)


@pytest.mark.parametrize("said", ["@hill_watch", "https://t.me/hill_watch", "t.me/Hill_Watch"])
async def test_a_channel_is_named(running: Running, said: str) -> None:
    ada, _ = with_channel(running)
    await steps(ada)
    await ada.say(said)
    await hours(ada)
    await ada.say(f"/channel {said}")
    await hours(ada)


async def test_a_post_of_the_channel_is_forwarded(running: Running) -> None:
    ada, channel = with_channel(running)
    post = channel.post("What did Hill say?")
    await steps(ada)
    await ada.forward(post)
    await hours(ada)
    # The next one is a question again.
    await ada.forward(post)
    assert not (await ada.reply()).text.startswith("I may post")


async def test_without_the_command_names_and_posts_are_no_channels(running: Running) -> None:
    ada, channel = with_channel(running)
    await ada.forward(channel.post("What did Hill say?"))
    assert not (await ada.reply()).text.startswith("I may post")
    await steps(ada)
    running.clock.forward(minutes=16)
    await ada.say("@hill_watch")
    assert not (await ada.reply()).text.startswith("I may post")


async def test_only_administrators_set_up_a_channel_where_the_bot_may_post(running: Running) -> None:
    _, channel = with_channel(running)
    eve = running.stand.reader("Eve")
    await eve.say("/channel @hill_watch")
    assert (await eve.reply()).text.startswith("Only administrators of Hill Watch can do that")
    ada = running.stand.reader("Ada")
    channel.chat.bot_rights["can_post_messages"] = False
    await ada.say("/channel @hill_watch")
    assert (await ada.reply()).text.startswith("I may not post in Hill Watch yet.")
    channel.chat.bot_status = "left"
    await ada.say("/channel @hill_watch")
    assert (await ada.reply()).text.startswith("I can't see that channel.")
    await ada.say("/channel @nobody_has_this")
    assert (await ada.reply()).text.startswith("I can't see that channel.")
    group = running.stand.group("Newsroom", members=[ada], username="newsroom")
    await ada.say("/channel @newsroom")
    assert (await ada.reply()).text == "Newsroom is no channel. In a group, write /settings there."
    await ada.at(group).say("/channel")
    assert (await ada.at(group).reply()).text == "Write /channel to me in private."
    assert await running.services.delivering.subscriptions.get(channel.id) is None


async def test_rights_are_checked_again_when_the_hour_is_pressed(running: Running) -> None:
    ada, channel = with_channel(running)
    await ada.say("/channel @hill_watch")
    offered = await hours(ada)
    channel.chat.members[ada.id] = "member"
    await press_text(await ada.press(offered, "08:00"))
    assert (await ada.edited()).text.startswith("Only administrators of Hill Watch")
    assert await running.services.delivering.subscriptions.get(channel.id) is None


async def test_a_channels_hour_may_be_typed(running: Running) -> None:
    ada, channel = with_channel(running)
    await ada.say("/channel @hill_watch")
    await hours(ada)
    await ada.say("8:30 weekdays")
    assert (await ada.reply()).text.startswith("Hill Watch gets a digest: Monday to Friday, 08:30 (UTC).")
    await ada.say("/channel @hill_watch 7:15 and 19:00")
    assert (await ada.reply()).text.startswith("Hill Watch gets a digest: Monday to Friday, 07:15, 19:00 (UTC).")
    digest = await running.services.delivering.subscriptions.get(channel.id)
    assert digest is not None
    assert digest.schedule.minutes == (435, 1140)
    await ada.say("/channel @hill_watch whenever you like")
    assert (await ada.reply()).text.startswith("I need an hour, for example /channel @name 8:30 weekdays Kyiv;")
    await ada.say("/channel @hill_watch 9:00 about Kosovo")
    assert (await ada.reply()).text.endswith("\nAbout: Kosovo")
    eve = running.stand.reader("Eve")
    await eve.say("/channel @hill_watch off")
    assert (await eve.reply()).text.startswith("Only administrators of Hill Watch can do that")
    for said in ("No more digests in Hill Watch. /channel starts them again.", "No digest is posted in Hill Watch."):
        await ada.say("/channel @hill_watch off")
        assert (await ada.reply()).text == said
    await eve.say("/channel @hill_watch 9:00")
    assert (await eve.reply()).text.startswith("Only administrators of Hill Watch can do that")


async def test_a_former_administrator_stops_nothing_and_a_made_up_press_tells_nothing(running: Running) -> None:
    ada, channel = with_channel(running)
    await ada.say("/channel @hill_watch")
    offered = await hours(ada)
    await press_text(await ada.press(offered, "18:00"))
    await steps(ada)
    listed = await ada.reply()
    channel.chat.members[ada.id] = "member"
    assert "Only administrators of Hill Watch" in await press_text(await ada.press(listed, "Stop Hill Watch"))
    assert await running.services.delivering.subscriptions.get(channel.id) is not None
    secret = running.stand.channel("Secret Club", bot="administrator")
    await ada.press(listed, "Stop Hill Watch", sending=f"channel:{secret.id}:480")
    assert not [one for one in ada.heard() if "Secret" in one.text]


async def test_channels_are_listed_and_stopped(running: Running) -> None:
    ada, channel = with_channel(running)
    await ada.say("/channel @hill_watch")
    await press_text(await ada.press(await hours(ada), "18:00"))
    await steps(ada)
    listed = await ada.reply()
    assert listed.text.startswith("Your channels\nHill Watch: every day at 18:00")
    eve = running.stand.reader("Eve")
    await eve.say("/channel")
    await eve.reply()
    await eve.quiet(0.2)
    assert "No more digests in Hill Watch" in await press_text(await ada.press(listed, "Stop Hill Watch"))
    assert await running.services.delivering.subscriptions.get(channel.id) is None
    await steps(ada)
    await ada.quiet(0.2)


async def test_who_adds_the_bot_to_a_channel_gets_the_next_step_if_they_know_it(running: Running) -> None:
    ada, channel = with_channel(running, bot="left")
    channel.add_bot(ada)
    await hours(ada)
    eve = running.stand.reader("Eve", started=False)
    others = running.stand.channel("Others", admins=[eve])
    others.add_bot(eve)
    weak = running.stand.channel("Weak", admins=[ada])
    weak.add_bot(ada, can_post_messages=False)
    assert (await ada.reply()).text.startswith("I may not post in Weak yet.")
    assert eve.heard() == []
    assert channel.chat.from_bot == others.chat.from_bot == weak.chat.from_bot == []


async def test_a_channel_that_removes_the_bot_gets_no_digest_until_it_is_back(running: Running) -> None:
    ada, channel = with_channel(running)
    await ada.say("/channel @hill_watch")
    await press_text(await ada.press(await hours(ada), "18:00"))
    channel.remove_bot(ada)

    async def paused() -> bool:
        due = await running.services.delivering.subscriptions.due_later(running.clock())
        return channel.id not in [one.chat_id for one in due]

    while not await paused():
        await ada.quiet(0.05)
    running.clock.forward(minutes=1)
    channel.add_bot(ada)
    await hours(ada)
    assert not await paused()
