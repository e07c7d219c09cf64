"""Push updates to the bot's webhook, as Telegram does: in order within a chat, with the secret, retried with
back-off; the last failure stays readable in getWebhookInfo.  The methods which set the webhook are here too.
"""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.telegram.records import Call
from tests.telegram.refusals import Json, careless, conflict
from tests.telegram.updates import unknown_kinds
from tests.telegram.world import Webhook, World, method

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET_CHARACTERS = 256
READ_SECONDS = 60.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def set_webhook(world: World, call: Call) -> bool:
    params = call.params
    url, secret = params["url"], params.get("secret_token") or ""
    if url:
        check_url(url)
    if len(secret) > SECRET_CHARACTERS:
        raise careless("secret token is too long")
    if not all(char.isascii() and (char.isalnum() or char in "_-") for char in secret):
        raise careless("secret token contains unallowed characters")
    if params.get("drop_pending_updates"):
        world.updates.drop()
    world.remark(call.method, unknown_kinds(params.get("allowed_updates")))
    world.updates.allow(params.get("allowed_updates"))
    world.webhook = Webhook(url, secret, params.get("max_connections") or 40)
    world.updates.end_polls()
    return True


def check_url(url: str) -> None:
    """Refuse an address that the stand cannot post to: Telegram wants HTTPS, the stand loopback, where HTTP will do."""
    parts = urlsplit(url)
    if parts.hostname not in LOOPBACK:
        raise careless("bad webhook: the stand posts only to loopback")
    if parts.scheme != "http":
        raise careless("bad webhook: the stand posts only plain HTTP")


def delete_webhook(world: World, call: Call) -> bool:
    if call.params.get("drop_pending_updates"):
        world.updates.drop()
    world.webhook = Webhook()
    world.bell.ring()
    return True


def webhook_info(world: World, _call: Call) -> Json:
    hook = world.webhook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if hook.url:
        info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if hook.last_error_message:
        info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error_message}
    if world.updates.allowed:
        info["allowed_updates"] = world.updates.allowed
    return info


def chat_of(update: Json) -> object:
    """Return what orders an update: its chat, or its sender where there is no chat."""
    for content in update.values():
        if isinstance(content, dict):
            inner = content.get("message", content)
            return inner.get("chat", content.get("from", {})).get("id")
    return None


class Pusher:
    """Posts while there is a webhook: one task for each update on its way, one at a time for each chat."""

    def __init__(self, world: World, backoff: float) -> None:
        self._world = world
        self._backoff = backoff
        self._busy: dict[object, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=READ_SECONDS))
        self._loop = asyncio.create_task(self._run())

    async def stop(self) -> None:
        tasks = [task for task in (self._loop, *self._busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _run(self) -> None:
        while not self._world.bell.closed:
            ready = await self._world.bell.until(lambda: next(self._ready(), None), timeout=1.0)
            if ready is not None:
                chat = chat_of(ready)
                self._busy[chat] = asyncio.create_task(self._deliver(ready, self._world.webhook))
                self._busy[chat].add_done_callback(partial(self._done, chat))

    def _ready(self) -> Iterator[Json]:
        if self._world.webhook.url and len(self._busy) < self._world.webhook.max_connections:
            yield from (update for update in self._world.updates.pending if chat_of(update) not in self._busy)

    def _done(self, chat: object, task: asyncio.Task[None]) -> None:
        del self._busy[chat]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._world.violations.append(f"webhook: {error!r}")
        self._world.bell.ring()

    async def _deliver(self, update: Json, hook: Webhook) -> None:
        """Post until it is taken or the webhook is another one."""
        pause = self._backoff
        while self._world.webhook is hook and update in self._world.updates.pending:
            failure = await self._post(update, hook)
            if failure is None:
                if update in self._world.updates.pending:
                    self._world.updates.took(update)
                return
            hook.last_error_date, hook.last_error_message = int(time.time()), failure
            self._world.bell.ring()
            await asyncio.sleep(pause)
            pause = min(2 * pause, 60.0)

    async def _post(self, update: Json, hook: Webhook) -> str | None:
        """Return what went wrong, in Telegram's words; None when the bot took the update."""
        assert self._session is not None
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with self._session.post(hook.url, json=update, headers=headers) as response:
                body = await response.read()
                if not response.ok:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Connection closed"
        if b'"method"' in body:
            self._world.violations.append("webhook: the stand does not take a method in the answer")
        return None


def check_no_webhook(world: World) -> None:
    """Refuse getUpdates while a webhook is set."""
    if world.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )


METHODS: list[Any] = [
    method(
        "setWebhook", set_webhook, "url", "max_connections", "allowed_updates", "drop_pending_updates",
        "secret_token",
    ),
    method("deleteWebhook", delete_webhook, "drop_pending_updates"),
    method("getWebhookInfo", webhook_info),
]  # fmt: skip
