"""Publish what Telegram shows of the bot around its chats: menus of commands, and descriptions, in each language.

What was published is noted in a file of the data folder, so that a start makes only the calls whose content has
changed.  The bot's name is left as its owner set it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.languages.catalogues import ENGLISH, LANGUAGES
from bot.languages.speaking import speaking
from bot.telegram.context import AnyApp, App, shared_by
from bot.telegram.menu import handled, menu
from bot.views.guide import commands
from retrieval.domain.errors import StorageUnwritable
from retrieval.index import private_files

log = logging.getLogger(__name__)

PUBLISHED_FILE = "published.json"


@dataclass(frozen=True, slots=True)
class Publication:
    """One call: its name in the file, what is published by it, and the call."""

    key: str
    content: object
    publish: Callable[[], Awaitable[bool]]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.content, ensure_ascii=False).encode()).hexdigest()[:16]


async def publish(app: App) -> None:
    """Publish what has changed since the last start."""
    services = shared_by(app).services
    made = {editor.user for editor in await services.editing.editors.all()}
    editors = sorted(made | services.settings.editors | services.settings.owners)
    file = services.settings.data / PUBLISHED_FILE
    published = await asyncio.to_thread(_published, file)
    known, bot = handled(app), app.bot
    kept: dict[str, str] = {}
    for one in (*_for_everyone(bot, known), *(p for e in editors for p in menus_of_editor(bot, known, e))):
        key = f"{bot.id} {one.key}"
        if published.get(key) == one.digest or await _succeeds(one):
            kept[key] = one.digest
    if kept != published:
        await asyncio.to_thread(_note, file, kept)


def menus_of_editor(bot: ExtBot[Any], known: frozenset[str], editor: int) -> Iterator[Publication]:
    return _menus(bot, known, commands.EDITORS, BotCommandScopeChat(editor))


async def show_editor_menu(app: AnyApp, editor: int) -> None:
    """Show a new editor the editors' commands."""
    for one in menus_of_editor(app.bot, handled(app), editor):
        if not await _succeeds(one):
            return


async def hide_editor_menu(app: AnyApp, editor: int) -> None:
    """Show someone who is no longer an editor the readers' commands again."""
    try:
        for language in LANGUAGES:
            await app.bot.delete_my_commands(BotCommandScopeChat(editor), _code(language))
    except TelegramError as error:
        log.info("cannot hide the editors' commands from %s: %s", editor, error.message)


def _for_everyone(bot: ExtBot[Any], known: frozenset[str]) -> Iterator[Publication]:
    yield from _menus(bot, known, commands.PRIVATE, BotCommandScopeAllPrivateChats())
    yield from _menus(bot, known, commands.GROUP, BotCommandScopeAllGroupChats())
    yield from _menus(bot, known, commands.ADMINISTRATORS, BotCommandScopeAllChatAdministrators())
    for language in LANGUAGES:
        with speaking(language):
            long, short = commands.description(), commands.short_description()
        code = _code(language)
        yield Publication(f"description {language}", long, partial(bot.set_my_description, long, code))
        yield Publication(f"short {language}", short, partial(bot.set_my_short_description, short, code))


def _menus(
    bot: ExtBot[Any], known: frozenset[str], listed: dict[str, str], scope: BotCommandScope
) -> Iterator[Publication]:
    for language in LANGUAGES:
        shown = menu(listed, known, language)
        yield Publication(
            f"menu {_name(scope)} {language}",
            [[command.command, command.description] for command in shown],
            partial(_set_commands, bot, shown, scope, _code(language)),
        )


async def _set_commands(bot: ExtBot[Any], shown: list[BotCommand], scope: BotCommandScope, code: str | None) -> bool:
    return await bot.set_my_commands(shown, scope, code)


def _name(scope: BotCommandScope) -> str:
    return f"{scope.type} {scope.chat_id}" if isinstance(scope, BotCommandScopeChat) else scope.type


def _code(language: str) -> str | None:
    """Return Telegram's language_code; None is for users of all languages without a text of their own."""
    return None if language == ENGLISH else language


async def _succeeds(one: Publication) -> bool:
    try:
        return await one.publish()
    except TelegramError as error:
        # Commands work without being listed, and an editor who never wrote to the bot has no chat yet.
        log.info("cannot publish the %s: %s", one.key, error.message)
        return False


def _published(file: Path) -> dict[str, str]:
    """Return the digests of what was published; none if the file cannot be read: then all is published again."""
    try:
        noted = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in noted.items()} if isinstance(noted, dict) else {}


def _note(file: Path, published: dict[str, str]) -> None:
    try:
        descriptor = private_files.open_file(file, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump(published, out, indent=0)
    except (OSError, StorageUnwritable) as error:
        log.warning("cannot note what is published; the next start publishes it again: %s", error)
