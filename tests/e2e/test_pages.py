"""A citation's number leads to its page, which the bot itself serves, while it runs and no longer."""

from __future__ import annotations

import asyncio
import signal
import socket
import stat
from pathlib import Path

import httpx
from lxml.html import document_fromstring

from tests.bot.served.site import marked
from tests.e2e import commands
from tests.e2e.answers import quotes
from tests.e2e.conftest import eventually
from tests.e2e.test_process import ended, environment, process
from tests.e2e.test_reading import HILL
from tests.telegram.records import Message
from tests.telegram.stand import Stand

PUBLIC = "https://pages.example"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def numbers(message: Message) -> dict[str, str]:
    return {e.cut(): e.url for e in message.entities if e.type == "text_link" and e.url}


async def test_a_number_opens_the_page_with_the_words_it_cites(stand: Stand, tmp_path: Path) -> None:
    ann, here = stand.reader("Ann"), f"127.0.0.1:{free_port()}"
    data, log = tmp_path / "data", tmp_path / "log"
    env = environment(stand, data, ONRECORD_PUBLIC_URL=PUBLIC, ONRECORD_LISTEN=here, ONRECORD_LOG_LEVEL="DEBUG")
    async with (
        process("run", env=env, cwd=tmp_path, log=log) as bot,
        httpx.AsyncClient(base_url=f"http://{here}") as browser,
    ):
        await ann.say("what did Hill say?")
        answer = await ann.reply(commands.PATIENCE)
        assert quotes(answer)[:2] == HILL
        link = numbers(answer)["[1]"]
        assert link.startswith(f"{PUBLIC}/c/")
        page = await browser.get(link.removeprefix(PUBLIC))
        assert page.status_code == 200
        assert marked(document_fromstring(page.content.decode())) == HILL[0]
        assert "server" not in page.headers
        # Nothing else is served, and what is no request of a browser ends at once.
        assert (await browser.get("/onrecord.db")).status_code == 404
        assert (await browser.get("/c/" + "A" * 30_000)).status_code in {400, 404}
        # The words around the quote, in their place in the chat, have the same number.
        context = next(label for label in answer.button_texts if "Context" in label)
        await ann.press(answer, context)

        async def is_shown() -> bool:
            return (ann.now(answer) or answer).text != answer.text

        await eventually(is_shown)
        assert numbers(ann.now(answer) or answer)["[1]"] == link
        bot.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await bot.wait() == 0
    assert stat.S_IMODE((data / "pages.key").stat().st_mode) == 0o600
    said = log.read_text()
    assert f"{PUBLIC} is served on {here}" in said
    # The address of a page opens it.
    assert "/c/" not in said
    assert "Traceback" not in said


async def test_a_port_that_is_taken_is_told_in_a_sentence(stand: Stand, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        here = f"127.0.0.1:{taken.getsockname()[1]}"
        env = environment(stand, tmp_path, ONRECORD_PUBLIC_URL=PUBLIC, ONRECORD_LISTEN=here)
        code, _, err = await ended("run", env=env, cwd=tmp_path)
    assert code == 1
    assert f"{here} cannot be listened on (Address already in use); choose another with ONRECORD_LISTEN" in err
    assert "Traceback" not in err
