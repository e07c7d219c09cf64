"""The conversations that are photographed; each function talks to the bot and returns what the phone shows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from storage.ports.outbox import DeliveryState
from tests.e2e.conftest import Running
from tests.shots.articles import NETS
from tests.shots.pages import Served, citation, person
from tests.shots.phone import Shot, inline_results, shot_of
from tests.shots.town import NEWSROOM
from tests.telegram.client import NoReplyError, Reader
from tests.telegram.faults import DropAfter
from tests.telegram.records import Message

Flow = Callable[[Running, str], Awaitable[Shot | Served]]
FLOWS: dict[str, Flow] = {}
LAST_WINTER = "“This is the last winter in which we can still choose.”"
SETTLED = 0.6
"""Seconds after which the bot has said all it has to say."""
PATIENCE = 180.0
"""Seconds until it has said something: a chart is drawn by a process of its own, which a busy machine holds up."""


def flow(do: Flow) -> Flow:
    FLOWS[do.__name__.replace("_", "-")] = do
    return do


async def settle(reader: Reader) -> None:
    """Wait until the bot has written at least once and then been silent for a moment."""
    await reader.reply(timeout=PATIENCE)
    while True:
        try:
            await reader.reply(timeout=SETTLED)
        except NoReplyError:
            return


async def talk(running: Running, name: str, *lines: str, reader: Reader | None = None) -> Shot:
    """Say each line, wait for what comes, and return the chat."""
    reader = reader or running.stand.reader("Ann")
    for line in lines:
        await reader.say(line)
        await settle(reader)
    return shot_of(running.stand, reader.chat, reader.id, name)


async def pressed(reader: Reader, message: Message, label: str) -> str:
    """Press the first button whose label holds `label`, and return what the bot said on it."""
    now = reader.now(message) or message
    button = next((text for text in now.button_texts if label in text), None)
    if button is None:
        raise AssertionError(f"no button {label!r}, only {now.button_texts}")
    press = await reader.press(now, button)
    answer = await press.answered()
    await asyncio.sleep(SETTLED)
    return str(answer.get("text", ""))


@flow
async def start(running: Running, name: str) -> Shot:
    await running.services.asking.openers(patience=60)
    return await talk(running, name, "/start")


@flow
async def help(running: Running, name: str) -> Shot:  # noqa: A001
    return await talk(running, name, "/help")


@flow
async def answer(running: Running, name: str) -> Shot:
    return await talk(running, name, "what did O’Dea say?")


@flow
async def many_statements(running: Running, name: str) -> Shot:
    return await talk(running, name, "what did Marta Olin say?")


async def after_press(running: Running, name: str, line: str, label: str) -> Shot:
    """Say a line, press a button under the answer, and return the chat."""
    ann = running.stand.reader("Ann")
    await ann.say(line)
    toast = await pressed(ann, await ann.reply(), label)
    return shot_of(running.stand, ann.chat, ann.id, name).saying(toast)


@flow
async def more(running: Running, name: str) -> Shot:
    return await after_press(running, name, "what did Marta Olin say?", "More")


@flow
async def context(running: Running, name: str) -> Shot:
    return await after_press(running, name, "what did O’Dea say?", "Context")


@flow
async def refusal(running: Running, name: str) -> Shot:
    return await talk(running, name, "what did Macron say?", "what did Martha Olin say?")


@flow
async def which_person(running: Running, name: str) -> Shot:
    return await talk(running, name, "what did Ines say?")


@flow
async def alert(running: Running, name: str) -> Shot:
    ann = running.stand.reader("Ann")
    await ann.say("/follow O’Dea")
    await settle(ann)
    await running.services.editing.add([NETS], by=NEWSROOM)
    await settle(ann)
    return shot_of(running.stand, ann.chat, ann.id, name)


@flow
async def open_question(running: Running, name: str) -> Shot:
    return await talk(running, name, "how much will the harbour cost?")


@flow
async def subscribe(running: Running, name: str) -> Shot:
    return await talk(running, name, "subscribe me at 8am weekdays, Belgrade")


@flow
async def subscribe_hours(running: Running, name: str) -> Shot:
    return await after_press(running, name, "/subscribe 8am weekdays Belgrade", "Hours")


async def _digest(running: Running, reader: Reader) -> Message:
    running.clock.forward(hours=-6)
    await reader.say("/subscribe 08:00 Europe/Belgrade")
    await settle(reader)
    running.clock.forward(hours=6)
    message = await reader.reply(timeout=90)
    await settle_quietly(reader)
    return message


async def settle_quietly(reader: Reader) -> None:
    """Wait until the bot has been silent for a moment."""
    while True:
        try:
            await reader.reply(timeout=SETTLED)
        except NoReplyError:
            return


@flow
async def digest(running: Running, name: str) -> Shot:
    ann = running.stand.reader("Ann")
    await _digest(running, ann)
    return shot_of(running.stand, ann.chat, ann.id, name)


@flow
async def digest_story(running: Running, name: str) -> Shot:
    ann = running.stand.reader("Ann")
    await pressed(ann, await _digest(running, ann), "1")
    return shot_of(running.stand, ann.chat, ann.id, name)


@flow
async def group(running: Running, name: str) -> Shot:
    ann, ben = running.stand.reader("Ann"), running.stand.reader("Ben")
    there = running.stand.group("Arvel neighbours", members=[ann, ben])
    await ben.at(there).say("Did anybody read who is going to pay for all this?")
    in_group = ann.at(there)
    await in_group.say(f"@{running.stand.world.bot.username} what did Olin say about taxes?")
    await settle(in_group)
    return shot_of(running.stand, there.chat, ann.id, name)


@flow
async def inline(running: Running, name: str) -> Shot:
    ann, ben = running.stand.reader("Ann"), running.stand.reader("Ben")
    there = running.stand.group("Arvel neighbours", members=[ann, ben], bot="left")
    await ben.at(there).say("And what does the union say?")
    found = await ann.inline("o’dea fish")
    typed = f"@{running.stand.world.bot.username} o’dea fish"
    before = shot_of(running.stand, there.chat, ann.id, name)
    return Shot(name, before.title, before.subtitle, before.body + inline_results(found), typed=typed)


@flow
async def inline_sent(running: Running, name: str) -> Shot:
    ann, ben = running.stand.reader("Ann"), running.stand.reader("Ben")
    there = running.stand.group("Arvel neighbours", members=[ann, ben], bot="left")
    await ben.at(there).say("And what does the union say?")
    await ann.at(there).choose(await ann.inline("o’dea fish"))
    return shot_of(running.stand, there.chat, ann.id, name)


@flow
async def language(running: Running, name: str) -> Shot:
    oksana = running.stand.reader("Oksana", language="uk")
    return await talk(running, name, "/language", "what did O’Dea say?", reader=oksana)


@flow
async def group_settings(running: Running, name: str) -> Shot:
    ada, ben = running.stand.reader("Ada"), running.stand.reader("Ben")
    there = running.stand.group("Arvel neighbours", members=[ben], admins=[ada], bot="left")
    in_group = ada.at(there)
    there.add_bot()
    await settle(in_group)
    await in_group.say(f"/settings@{running.stand.world.bot.username}")
    await settle(in_group)
    return shot_of(running.stand, there.chat, ada.id, name)


@flow
async def channel(running: Running, name: str) -> Shot:
    ada = running.stand.reader("Ada")
    running.stand.channel("Arvel Watch", username="arvel_watch", bot="administrator", admins=[ada])
    return await talk(running, name, "/channel", "@arvel_watch", reader=ada)


@flow
async def outbox(running: Running, name: str) -> Shot:
    ann = running.stand.reader("Ann")
    running.clock.forward(hours=-6)
    await ann.say("/subscribe 08:00 Europe/Belgrade")
    await settle(ann)
    running.stand.fault("sendMessage", DropAfter(), chat=ann.id)
    running.clock.forward(hours=6)
    for _ in range(100):
        if (await running.services.delivering.outbox.counts()).get(DeliveryState.PARKED):
            break
        await asyncio.sleep(0.1)
    return await talk(running, name, "/outbox", reader=running.editor)


@flow
async def trend(running: Running, name: str) -> Shot:
    return await talk(running, name, "/trend harbour")


@flow
async def stats(running: Running, name: str) -> Shot:
    return await talk(running, name, "/stats", reader=running.editor)


@flow
async def add(running: Running, name: str) -> Shot:
    text = (
        "Seals return to the north shore\n\n“We counted eleven pups on Sunday,” said Ida Brandt, who watches over the "
        "seals of Arvel."
    )
    await running.editor.say(f"/add {text}")
    await settle(running.editor)
    return shot_of(running.stand, running.editor.chat, running.editor.id, name)


@flow
async def undo(running: Running, name: str) -> Shot:
    text = "Seals return\n\n“We counted eleven pups on Sunday,” said Ida Brandt, who watches over the seals of Arvel."
    await running.editor.say(f"/add {text}")
    toast = await pressed(running.editor, await running.editor.reply(), "Undo")
    return shot_of(running.stand, running.editor.chat, running.editor.id, name).saying(toast)


@flow
async def page_citation(running: Running, name: str) -> Served:
    return await citation(running, "harbour-1", LAST_WINTER)


@flow
async def page_citation_dark(running: Running, name: str) -> Served:
    return await citation(running, "harbour-1", LAST_WINTER)


@flow
async def page_person(running: Running, name: str) -> Served:
    return await person(running, "Marta Olin")


@flow
async def page_person_dark(running: Running, name: str) -> Served:
    return await person(running, "Marta Olin")
