"""Speak HTTP as api.telegram.org does: take a call apart, have it judged, play it, answer.

Other modules decide what methods do, what is well formed, what is too fast and which faults occur.
"""

import json
import re
import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.telegram import account, editing, queries, sending, webhook
from tests.telegram.contracts import Contracts
from tests.telegram.faults import (
    Conflict,
    DropAfter,
    DropBefore,
    Fault,
    Faults,
    Forbidden,
    Migrate,
    Refuse,
    ServerError,
    Slow,
    TooMany,
    Unauthorized,
)
from tests.telegram.limits import CHAT_EVERY, OVERALL, Limiter
from tests.telegram.records import Call, Upload
from tests.telegram.refusals import Json, RefusalError, bad, careless, conflict, forbidden, migrated, too_many
from tests.telegram.updates import SECOND_POLLER, unknown_kinds
from tests.telegram.world import Method, World, method

# What a fault calls the fetching of a file, which is no method.
DOWNLOAD = "file"
BODY_BYTES = 64 * 1024 * 1024
METHODS: dict[str, Method] = {
    spec.name: spec
    for spec in (
        *sending.METHODS,
        *editing.METHODS,
        *queries.METHODS,
        *account.METHODS,
        *webhook.METHODS,
        method("getUpdates", lambda *_: None, "offset", "limit", "timeout", "allowed_updates"),
    )
}
DESCRIPTIONS = {"setWebhook": "Webhook was set", "deleteWebhook": "Webhook was deleted"}
PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0} Bad Gateway</h1></center></body></html>"


class DroppedError(Exception):
    """The connection is to close without an answer."""


class SpoiltError(Exception):
    """The answer is an error page, not JSON."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    def page(self) -> web.Response:
        return web.Response(text=PAGE.format(self.code), status=self.code, content_type="text/html")


@dataclass(slots=True)
class Server:
    """The HTTP face of a world."""

    world: World
    contracts: Contracts
    limiter: Limiter
    faults: Faults
    token: str
    calls: list[Call]

    def application(self) -> web.Application:
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self.handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self.download)
        return app

    async def download(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
            if (fault := self.faults.take(DOWNLOAD, None)) is not None:
                self._strike(fault)
        except RefusalError as refusal:
            return web.json_response(refusal.body(), status=refusal.code)
        except SpoiltError as spoilt:
            return spoilt.page()
        except DroppedError:
            return dropped(request)
        upload = self.world.files.fetch(request.match_info["path"])
        if upload is None:
            return web.json_response(RefusalError(404, "Not Found").body(), status=404)
        return web.Response(body=upload.content, content_type="application/octet-stream")

    async def handle(self, request: web.Request) -> web.Response:
        call = Call(request.match_info["method"], {}, time.monotonic())
        try:
            answer = await self._answer(call, request)
        except RefusalError as refusal:
            if refusal.careless:
                self.world.violations.append(f"{call.method}: {refusal.description}")
            call.status, answer = refusal.code, refusal.body()
        except SpoiltError as spoilt:
            call.status = spoilt.code
            return spoilt.page()
        except DroppedError:
            return dropped(request)
        except ConnectionResetError:
            # The bot was killed in the middle of its call: nobody hears the answer.
            raise
        except Exception as error:
            # A bug of the stand must fail the test, not pass for a fault of Telegram's.
            self.world.violations.append(f"the stand itself failed at {call.method}: {error!r}")
            raise
        call.answer = answer
        return web.json_response(answer, status=call.status)

    async def _answer(self, call: Call, request: web.Request) -> Json:
        """Return the JSON answer, or raise what goes wrong."""
        self._check_token(request.match_info["token"])
        raw, call.uploads = await body_of(request)
        # The clock, not the order of arrival, decides limits: nothing may await between here and the effect.
        call.at = time.monotonic()
        self.calls.append(call)
        spec = self._spec(call)
        self._judge(call, raw, spec)
        chat = self._chat_of(call)
        self._check_patience(call, chat, spec)
        fault = self.faults.take(call.method, chat)
        if fault is not None:
            self._strike(fault)
        result = await self._play(call, spec)
        answer: Json = {"ok": True, "result": result}
        if call.method in DESCRIPTIONS:
            answer["description"] = DESCRIPTIONS[call.method]
        call.status = 200
        if fault is not None and isinstance(fault.kind, Slow):
            await self.world.bell.until(lambda: None, fault.kind.seconds)
        if fault is not None and isinstance(fault.kind, DropAfter):
            raise DroppedError
        return answer

    def _check_token(self, token: str) -> None:
        if not re.fullmatch(r"\d+:[\w-]{30,}", token):
            raise RefusalError(404, "Not Found")
        if token != self.token:
            raise RefusalError(401, "Unauthorized")

    def _spec(self, call: Call) -> Method:
        name = self.contracts.name(call.method)
        if name is None:
            raise RefusalError(404, "Not Found: method not found", careless=True)
        call.method = name
        if self.world.logged_out:
            raise RefusalError(400, "Logged out")
        spec = METHODS.get(name)
        if spec is None:
            raise RefusalError(501, f"Not Implemented: the stand does not play {name}", careless=True)
        return spec

    def _judge(self, call: Call, raw: Json, spec: Method) -> None:
        checked = self.contracts.check(call.method, raw, call.uploads)
        call.params = checked.params
        self.world.remark(call.method, checked.complaints)
        for key, value in checked.params.items():
            if is_parse_mode(key, value):
                raise careless("parse_mode is not used here: send entities")
            if key not in spec.honoured and value and not any(key in complaint for complaint in checked.complaints):
                self.world.remark(call.method, [f"the stand does not play {key}"])
        if checked.fatal:
            raise bad("; ".join(checked.complaints))

    def _chat_of(self, call: Call) -> int | None:
        """Return the chat addressed, if there is one of that name or number."""
        try:
            return self.world.chats.find(call.params["chat_id"]).id if "chat_id" in call.params else None
        except RefusalError:
            return None

    def _check_patience(self, call: Call, chat: int | None, spec: Method) -> None:
        """Refuse and blame a call that comes before the time set by a 429 is over."""
        name = call.method.lower()
        scopes: list[Hashable] = [("fault", m, c) for m in {None, name} for c in {None, chat}]
        if spec.rated:
            scopes += [OVERALL, (*CHAT_EVERY, chat), ("group", chat)]
        early = self.limiter.early(scopes, call.at)
        if early is None:
            return
        seconds, blame = early
        if blame:
            self.world.remark(call.method, [f"called for chat {chat} {seconds} s too early after a 429"])
        raise too_many(seconds)

    def _strike(self, fault: Fault) -> None:
        """Raise what a fault without effect answers."""
        match fault.kind:
            case TooMany(seconds):
                self.limiter.pause(fault.scope, seconds, time.monotonic())
                raise too_many(seconds)
            case Forbidden(description):
                raise forbidden(description)
            case Migrate(to):
                raise migrated(to)
            case Refuse(description):
                raise bad(description)
            case Conflict():
                raise conflict(SECOND_POLLER)
            case Unauthorized():
                raise RefusalError(401, "Unauthorized")
            case ServerError(code, html):
                raise SpoiltError(code) if html else RefusalError(code, "Internal Server Error")
            case DropBefore():
                raise DroppedError
            case Slow() | DropAfter():
                pass

    async def _play(self, call: Call, spec: Method) -> Any:
        if call.method == "getUpdates":
            webhook.check_no_webhook(self.world)
            self.world.remark(call.method, unknown_kinds(call.params.get("allowed_updates")))
            return await self.world.updates.poll(call.params)
        chat = self._chat_of(call) if spec.rated else None
        if chat is None:
            return spec.act(self.world, call)
        group = self.world.chats.find(chat).is_group
        wait = self.limiter.wait(chat, group=group, now=call.at)
        if wait is not None:
            raise too_many(wait)
        result = spec.act(self.world, call)
        self.limiter.count(chat, group=group, now=call.at)
        return result


def dropped(request: web.Request) -> web.Response:
    """Close the connection; the response goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def is_parse_mode(key: str, value: Any) -> bool:
    """Return whether a parse mode is set, at any depth."""
    if isinstance(value, dict):
        return any(is_parse_mode(inner, item) for inner, item in value.items())
    if isinstance(value, list):
        return any(is_parse_mode("", item) for item in value)
    return key.endswith("parse_mode") and bool(value)


async def body_of(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """Return the parameters and files of a call, from the query string and a form, JSON or multipart body."""
    params: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            params |= json.loads(await request.text() or "{}")
        except (ValueError, TypeError) as error:
            raise careless("can't parse request body as JSON object") from error
        return params, {}
    try:
        fields = await request.post()
    except web.HTTPRequestEntityTooLarge as error:
        raise RefusalError(413, "Request Entity Too Large", careless=True) from error
    uploads = {}
    for key, value in fields.items():
        if isinstance(value, web.FileField):
            with value.file as file:
                uploads[key] = Upload(value.filename, file.read(), value.content_type)
        else:
            params[key] = value if isinstance(value, str) else value.decode()
    return params, uploads
