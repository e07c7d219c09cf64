"""The SettingsByChat port: one row a chat, each setting on its own."""

from __future__ import annotations

from datetime import timedelta

from storage.ports.chat_settings import Askers, ChatSettings
from storage.ports.subscriptions import Schedule, Subscription
from tests.contracts.stores import NOON, Stores

READER, GROUP, SUPERGROUP = 5, -6, -1_000_000_000_006


async def test_a_chat_without_settings_has_the_defaults(stores: Stores) -> None:
    assert await stores.chat_settings.get(READER) == ChatSettings(None, None, Askers.EVERYONE)


async def test_each_setting_is_changed_alone_and_for_one_chat(stores: Stores) -> None:
    settings = stores.chat_settings
    await settings.see_language(GROUP, "uk")
    await settings.choose_language(GROUP, "de")
    await settings.let_ask(GROUP, Askers.ADMINS)
    await settings.see_language(GROUP, "sr")
    assert await settings.get(GROUP) == ChatSettings("de", "sr", Askers.ADMINS)
    await settings.choose_language(GROUP, None)
    assert await settings.get(GROUP) == ChatSettings(None, "sr", Askers.ADMINS)
    assert await settings.get(READER) == ChatSettings()


async def test_a_group_that_becomes_a_supergroup_keeps_its_settings(stores: Stores) -> None:
    settings = stores.chat_settings
    await settings.choose_language(GROUP, "de")
    # Someone has written in the supergroup before the bot heard of the move.
    await settings.see_language(SUPERGROUP, "sr")
    for _ in range(2):
        await stores.subscriptions.chat_migrated(GROUP, SUPERGROUP)
    assert (await settings.get(SUPERGROUP)).language == "de"
    assert await settings.get(GROUP) == ChatSettings()


async def test_channels_are_found_by_who_set_them_up_until_they_are_forgotten(stores: Stores) -> None:
    settings, first, second = stores.chat_settings, -1_000_000_000_007, -1_000_000_000_008
    for channel in (first, second):
        await settings.set_up(channel, READER, "uk")
    assert await settings.set_up_by(READER) == [second, first]
    assert (await settings.get(first)).language == "uk"
    await settings.set_up(second, READER + 1, "de")
    assert await settings.set_up_by(READER) == [first]


async def test_settings_stay_when_digests_are_stopped(stores: Stores) -> None:
    await stores.chat_settings.choose_language(READER, "uk")
    due = NOON + timedelta(hours=1)
    await stores.subscriptions.put(Subscription(READER, Schedule((480,), "Europe/Kyiv"), since=NOON, due=due))
    await stores.subscriptions.remove(READER)
    assert (await stores.chat_settings.get(READER)).language == "uk"
