"""Updates by webhook: with the secret, in order within a chat, retried until taken."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.telegram.bare import BareBot, blamed, refused, result_of
from tests.telegram.bell import Bell
from tests.telegram.refusals import Json
from tests.telegram.stand import Stand
from tests.telegram.webhook import SECRET_HEADER


class Listener:
    """A bot's webhook, which answers with the next of `answers`, or 200."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[Json] = []
        self.secrets: list[str | None] = []
        self.answers: list[web.Response] = []
        self.bell = Bell()
        self.hold = asyncio.Event()
        self.hold.set()

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get(SECRET_HEADER))
        self.bell.ring()
        await self.hold.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got]

    async def count(self, number: int) -> None:
        assert await self.bell.until(lambda: len(self.got) >= number or None, 5)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/hook", listener.take)
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield listener
    listener.hold.set()
    await runner.cleanup()


async def info(bot: BareBot) -> Json:
    return dict(result_of(await bot("getWebhookInfo")))


async def test_updates_come_with_the_secret(stand: Stand, bot: BareBot, listener: Listener) -> None:
    ann = stand.reader("Ann")
    await ann.say("before")
    answer = await bot("setWebhook", url=listener.url, secret_token="s3cret", max_connections=7)
    assert answer["description"] == "Webhook was set"
    await ann.say("after")
    await listener.count(2)
    assert listener.texts == ["before", "after"]
    assert listener.secrets == ["s3cret", "s3cret"]
    assert (await info(bot))["max_connections"] == 7


async def test_a_refused_update_is_tried_again_and_the_error_kept(
    stand: Stand, bot: BareBot, listener: Listener
) -> None:
    listener.answers = [web.Response(status=500), web.Response(status=403)]
    await bot("setWebhook", url=listener.url)
    await stand.reader("Ann").say("once")
    await stand.world.bell.until(lambda: stand.world.webhook.last_error_message or None, 5)
    status = await info(bot)
    assert status["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert status["last_error_date"] > 0
    assert status["pending_update_count"] == 1
    await listener.count(3)
    await asyncio.sleep(0.05)
    status = await info(bot)
    assert status["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert status["pending_update_count"] == 0
    assert listener.texts == ["once"] * 3


async def test_a_chat_waits_its_turn_and_others_do_not(stand: Stand, bot: BareBot, listener: Listener) -> None:
    ann, bob = stand.reader("Ann"), stand.reader("Bob")
    listener.hold.clear()
    await bot("setWebhook", url=listener.url)
    await ann.say("one")
    await ann.say("two")
    await bob.say("hello")
    await listener.count(2)
    await asyncio.sleep(0.05)
    assert sorted(listener.texts) == ["hello", "one"]
    listener.hold.set()
    await listener.count(3)
    assert listener.texts[2] == "two"


async def test_nobody_listening_is_an_error_too(stand: Stand, bot: BareBot) -> None:
    await bot("setWebhook", url="http://127.0.0.1:9/hook", allowed_updates=["message"])
    await stand.reader("Ann").say("hello")
    await stand.world.bell.until(lambda: stand.world.webhook.last_error_message or None, 5)
    status = await info(bot)
    assert (status["last_error_message"], status["allowed_updates"]) == ("Connection refused", ["message"])


async def test_a_deleted_webhook_leaves_updates_to_polling(stand: Stand, bot: BareBot) -> None:
    await bot("setWebhook", url="http://127.0.0.1:9/hook")
    await stand.reader("Ann").say("hello")
    answer = await bot("deleteWebhook")
    assert answer["description"] == "Webhook was deleted"
    assert (await info(bot))["url"] == ""
    assert len(await bot.updates()) == 1


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "https://example.org/hook"}, "bad webhook: the stand posts only to loopback"),
        ({"url": "http://127.0.0.1:9/", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1:9/", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_bad_webhook_is_refused(stand: Stand, bot: BareBot, params: Json, words: str) -> None:
    refused(await bot("setWebhook", **params), 400, f"Bad Request: {words}")
    blamed(stand, words)


async def test_a_method_in_the_answer_is_not_silently_dropped(stand: Stand, bot: BareBot, listener: Listener) -> None:
    listener.answers = [web.json_response({"method": "sendMessage"})]
    await bot("setWebhook", url=listener.url)
    await stand.reader("Ann").say("hello")
    await listener.count(1)
    await asyncio.sleep(0.05)
    blamed(stand, "does not take a method")
