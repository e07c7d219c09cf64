"""A bot that calls the stand by bare HTTP, and checks of the stand's answers."""

from typing import Any

import aiohttp

from tests.telegram.refusals import Json
from tests.telegram.stand import Stand


class BareBot:
    """Calls methods by JSON; `post` sends any body."""

    def __init__(self, stand: Stand, session: aiohttp.ClientSession) -> None:
        self.stand = stand
        self.session = session

    def url(self, method: str) -> str:
        return f"{self.stand.base_url}{self.stand.token}/{method}"

    async def __call__(self, method: str, **params: Any) -> Json:
        """Return the whole answer."""
        return await self.post(method, json=params)

    async def post(self, method: str, **body: Any) -> Json:
        async with self.session.post(self.url(method), **body) as response:
            answer: Json = await response.json()
            assert answer["ok"] == response.ok
            assert answer["ok"] or answer["error_code"] == response.status
            return answer

    async def say(self, chat: int, text: str, **params: Any) -> Json:
        """Return the message sent."""
        return dict(result_of(await self("sendMessage", chat_id=chat, text=text, **params)))

    async def updates(self, **params: Any) -> list[Json]:
        return list(result_of(await self("getUpdates", **params)))


def result_of(answer: Json) -> Any:
    assert answer["ok"], answer
    return answer["result"]


def refused(answer: Json, code: int, words: str) -> None:
    """Check that the call was refused with exactly that description."""
    assert (answer["ok"], answer.get("error_code"), answer.get("description")) == (False, code, words), answer


def blamed(stand: Stand, words: str) -> None:
    """Check that the stand holds exactly one violation, with those words in it, and forgive it."""
    assert len(stand.violations) == 1, stand.violations
    assert words in stand.violations[0], stand.violations
    stand.violations.clear()
