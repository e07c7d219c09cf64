"""At DEBUG, whatever happens, the log shows no word of a reader, no name of theirs, and no token."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text

from tests.e2e.conftest import Running
from tests.e2e.test_conversation import ask
from tests.logged import logged
from tests.stores import sqlite_of

CANARY = "Zanzibarcanary"


async def test_no_word_name_or_token_is_logged(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = running.stand.reader(f"{CANARY} Annesdottir")
    with logged("DEBUG", [running.stand.token]) as out:
        logging.getLogger("bot").debug("the level is DEBUG")
        await ask(ann, f"what did {CANARY} say about Kosovo?")
        await ask(ann, f"and about {CANARY}?")
        await ask(running.editor, f"/add {CANARY} opens\nThe {CANARY} is open, the city said.")
        await ask(ann, f"/subscribe {CANARY}")
        await ask(ann, f"/people {CANARY}")
        await ask(ann, f"/nothing {CANARY}")

        async def failing(*_: object, **__: object) -> None:
            raise KeyError(CANARY.casefold())

        with monkeypatch.context() as patched:
            patched.setattr("bot.usecases.asking.conversation.answer", failing)
            assert "Something went wrong" in (await ask(ann, f"who is {CANARY}?")).text
        # The words of the question are the parameters of the statement that fails.
        await sqlite_of(running.services).change(text("ALTER TABLE turns RENAME COLUMN asked TO inquired"))
        assert (await ask(ann, f"what did {CANARY} say?")).text
    shown = out.getvalue()
    assert "the level is DEBUG" in shown
    assert "KeyError" in shown
    for secret in (
        CANARY,
        CANARY.casefold(),
        "Annesdottir",
        running.stand.token,
        running.stand.token.partition(":")[2],
    ):
        assert secret not in shown
