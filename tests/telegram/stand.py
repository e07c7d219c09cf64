"""The strict Telegram Bot API server on loopback which the end-to-end tests run the real bot against.

    async with Stand() as stand:
        ann = stand.reader("Ann")
        await ann.say("what did Hill say?")
        (answer,) = await ann.replies()

A call which real Telegram would not take, or would take and silently spoil, and which a careful bot could
have known not to make, is in `violations`: tests end with none.  Refusals a bot must live with are no
violations, nor are the faults a test injects.  `refusals.py` says which is which.
"""

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.telegram import faults
from tests.telegram.bot_api import BotApi
from tests.telegram.chats import Chat, stable
from tests.telegram.client import Reader
from tests.telegram.contracts import Contracts
from tests.telegram.groups import Channel, Group
from tests.telegram.limits import Limiter, Limits
from tests.telegram.records import Call
from tests.telegram.refusals import Json
from tests.telegram.server import Server
from tests.telegram.webhook import Pusher
from tests.telegram.world import World

SECRET = "AAE-loopback-only_0123456789abcdefgh"
SUPERGROUPS = -1_000_000_000_000


class Stand:
    """Telegram, for one bot and one test."""

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        privacy: bool = True,
        webhook_backoff: float = 0.5,
    ) -> None:
        self.world = World.new(privacy=privacy)
        self.token = f"{self.world.bot.id}:{SECRET}"
        self._calls: list[Call] = []
        self._faults = faults.Faults()
        self._pusher = Pusher(self.world, webhook_backoff)
        server = Server(
            self.world,
            Contracts(BotApi.load()),
            Limiter(limits or Limits()),
            self._faults,
            self.token,
            self._calls,
        )
        self._runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=1.0)
        self._port = 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = int(self._runner.addresses[0][1])
        await self._pusher.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.world.bell.close()
        await self._pusher.stop()
        await self._runner.cleanup()

    # Where the bot finds it.

    @property
    def root(self) -> str:
        """For aiogram: `TelegramAPIServer.from_base(stand.root)`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """For python-telegram-bot: `base_url`."""
        return f"{self.root}/bot"

    @property
    def base_file_url(self) -> str:
        """For python-telegram-bot: `base_file_url`."""
        return f"{self.root}/file/bot"

    # Who is there.

    def reader(
        self, name: str, *, language: str | None = "en", username: str | None = None, started: bool = True
    ) -> Reader:
        """Return a person in their private chat.  Until they `started`, the bot may not write to them."""
        person = self.world.chats.person(name, language, username)
        chat = self.world.chats.private(person)
        if started and chat.bot_status == "left":
            chat.bot_status = "member"
        return Reader(self.world, person, chat)

    def group(
        self,
        title: str,
        members: Sequence[Reader] = (),
        *,
        admins: Sequence[Reader] = (),
        forum: bool = False,
        basic: bool = False,
        bot: str = "member",
        username: str | None = None,
    ) -> Group:
        """Return a supergroup with the bot in it since long ago; the first administrator (or member) owns it."""
        people = [one.person for one in (*admins, *members)]
        owner = people[0] if people else self.world.chats.person(f"Owner of {title}", "en", None)
        statuses = {one.id: "member" for one in members} | {one.id: "administrator" for one in admins}
        statuses[owner.id] = "creator"
        number = -1_000_000 - stable(title) % 1_000_000_000
        chat = Chat(
            number if basic else SUPERGROUPS + number,
            "group" if basic else "supergroup",
            title,
            username,
            is_forum=forum,
            bot_status=bot,
            members=statuses,
        )
        return Group(self.world, self.world.chats.open(chat), owner)

    def channel(
        self, title: str, *, username: str | None = None, bot: str = "left", admins: Sequence[Reader] = ()
    ) -> Channel:
        """Return a channel without the bot; `bot="administrator"` lets it read and post.  The first admin owns it."""
        number = SUPERGROUPS - 2_000_000_000 - stable(title) % 1_000_000_000
        members = {one.id: "administrator" if nth else "creator" for nth, one in enumerate(admins)}
        chat = Chat(number, "channel", title, username, bot_status=bot, members=members)
        return Channel(self.world, self.world.chats.open(chat))

    # What goes wrong, and what went on.

    def fault(self, method: str | None, kind: faults.Kind, *, chat: int | None = None, count: int = 1) -> faults.Fault:
        """Let the next `count` calls of a method (of any, when None) fail, in one chat or in any."""
        return self._faults.add(kind, method, chat, count)

    def second_poller(self) -> None:
        """Poll once with the same token, as another process would: an open poll of the bot gets a 409."""
        self.world.updates.end_polls()

    @property
    def pending_faults(self) -> list[faults.Fault]:
        """Return faults which have not struck as often as asked."""
        return self._faults.pending()

    def calls(self, method: str | None = None) -> list[Call]:
        """Return what the bot called, in order, refused calls too."""
        return [call for call in self._calls if method is None or call.method.lower() == method.lower()]

    @property
    def violations(self) -> list[str]:
        return self.world.violations

    @property
    def updates(self) -> list[Json]:
        """Return every update made for the bot so far."""
        return self.world.updates.sent

    def send_again(self, update: Json) -> None:
        """Send an update again under its number, to a bot that was restarted."""
        self.world.updates.again(update)

    @property
    def unanswered(self) -> list[str]:
        """Return the data of pressed buttons the bot has not answered yet."""
        return [str(query.update["data"]) for query in self.world.callbacks.values() if query.answer is None]

    def expire(self, queries: Iterable[str] | None = None) -> None:
        """Let callback and inline queries grow too old to answer: those of these ids, or all."""
        named = None if queries is None else set(queries)
        for query in (*self.world.callbacks.values(), *self.world.inline.values()):
            if named is None or query.id in named:
                query.stale = True
