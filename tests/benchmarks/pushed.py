"""How soon an article that an editor pushes by /add is answerable: the bot on the stand, beside the bare encoder."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.jobs import EVERY
from retrieval.model import Draft
from retrieval.passages import passages
from tests.e2e.conftest import ENCODER, running_bot
from tests.telegram.client import Reader
from tests.telegram.limits import Limits
from tests.telegram.stand import Stand

PUSHED = 20
# What fits a message, with a command and a title before it.
SHORTEST, LONGEST = 300, 3_900


async def pushed(articles: Sequence[Draft], stored: int) -> dict[str, float]:
    """Into a store of `stored` articles; the rest are pushed, PUSHED of them from the shortest to the longest.

    Each has a place of its own in its first sentence, and is asked for once the editor is told that it is stored: the
    time is from sending /add to that answer's arrival, told apart in what passed before it was stored and after.
    """
    texts = sorted({a.text.strip()[:LONGEST] for a in articles[stored:] if len(a.text) > SHORTEST}, key=len)
    chosen = [texts[round(n)] for n in np.linspace(0, len(texts) - 1, min(PUSHED, len(texts)))]
    took: list[tuple[float, float]] = []
    own: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with Stand(limits=Limits.none()) as stand, running_bot(stand, Path(folder), every=EVERY) as running:
            await running.services.add(articles[:stored])
            ann = stand.reader("Ann")
            for n, text in enumerate(["warm", *chosen]):
                whole = f"Zanquil{n} was closed on Tuesday. {text}"
                seconds = await _answerable(running.editor, ann, n, whole)
                if n:
                    took.append(seconds)
                    own.append(_encoding(whole))
    stored_after, answered_after = np.array(took).T * 1000
    encoder = 1000 * np.array(own)
    told = {"stored": stored_after, "answered": answered_after, "encoder": encoder}
    told |= {"beyond_the_encoder": answered_after - encoder}
    return {
        "pushed_articles": len(chosen),
        "pushed_into_a_store_of": stored,
        **{f"pushed_{k}_p{p}_ms": float(np.percentile(v, p)) for k, v in told.items() for p in (50, 95)},
    }


async def _answerable(editor: Reader, reader: Reader, number: int, text: str) -> tuple[float, float]:
    """Seconds until it is stored, and until an answer that cites it is there."""
    title = f"Pushed article number {number}"
    began = time.perf_counter()
    await editor.say(f"/add {title}\n{text}")
    await editor.reply()
    stored = time.perf_counter() - began
    await reader.say(f"what was closed in Zanquil{number}?")
    answer = (await reader.reply()).text
    if title not in answer:
        raise RuntimeError(f"{title} is stored, and not answered with: {answer}")
    return stored, time.perf_counter() - began


def _encoding(text: str) -> float:
    cut = [span.cut(text) for span in passages(text)]
    took = []
    for _ in range(3):
        began = time.perf_counter()
        ENCODER.encode(cut)
        took.append(time.perf_counter() - began)
    return float(np.median(took))
