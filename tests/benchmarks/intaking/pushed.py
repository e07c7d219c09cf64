"""Measure how soon an article pushed by /add can be quoted: the bot on the stand, compared with the bare encoder."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.telegram.scheduled_jobs import CHECK_INTERVAL_SECONDS
from retrieval.domain.article import Draft
from retrieval.text.chunking import passages
from tests.e2e.conftest import ENCODER, running_bot
from tests.telegram.client import Reader
from tests.telegram.limits import Limits
from tests.telegram.stand import Stand

PUSHED = 20
# What fits into a message after the command and a title.
MIN_CHARS, MAX_CHARS = 300, 3_900


async def pushed(articles: Sequence[Draft], stored: int) -> dict[str, float]:
    """Push PUSHED of the articles, from the shortest to the longest, into a store of the first `stored`.

    Each names a place of its own in its first sentence, and is asked for once the editor got the confirmation.  Both
    times start at /add: until the article was stored, and until the answer arrived.
    """
    texts = sorted({a.text.strip()[:MAX_CHARS] for a in articles[stored:] if len(a.text) > MIN_CHARS}, key=len)
    chosen = [texts[round(n)] for n in np.linspace(0, len(texts) - 1, min(PUSHED, len(texts)))]
    took, own = [], []
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Stand(limits=Limits.none()) as stand,
            running_bot(stand, Path(folder), every=CHECK_INTERVAL_SECONDS) as running,
        ):
            await running.services.editing.add(articles[:stored])
            ann = stand.reader("Ann")
            for n, text in enumerate(["warm", *chosen]):
                whole = f"Zanquil{n} was closed on Tuesday. {text}"
                spent = await _answerable(running.editor, ann, n, whole)
                if n:
                    took.append(spent)
                    own.append(_encoding(whole))
    # Elapsed time, which other programs affect, and processor time of this process.
    (stored_by, stored_cpu), (answered_by, answered_cpu) = 1000 * np.array(took).transpose(1, 2, 0)
    encoder_by, encoder_cpu = 1000 * np.array(own).T
    figures = {
        "encoder": encoder_by,
        "stored_beyond_the_encoder": stored_by - encoder_by,
        "answered_beyond_the_encoder": answered_by - encoder_by,
        "stored_beyond_the_encoder_by_processor": stored_cpu - encoder_cpu,
        "answered_beyond_the_encoder_by_processor": answered_cpu - encoder_cpu,
    }
    return {
        "pushed_articles": len(chosen),
        "pushed_into_a_store_of": stored,
        **{f"pushed_{k}_p{p}_ms": float(np.percentile(v, p)) for k, v in figures.items() for p in (50, 95)},
    }


def _now() -> tuple[float, float]:
    """Return elapsed seconds, and processor seconds of this process with all its threads."""
    return time.perf_counter(), time.process_time()


async def _answerable(editor: Reader, reader: Reader, number: int, text: str) -> list[tuple[float, float]]:
    """Return the time until the article was stored, and until an answer cited it."""
    title = f"Pushed article number {number}"
    began = _now()
    await editor.say(f"/add {title}\n{text}")
    await editor.reply()
    stored = _now()
    await reader.say(f"what was closed in Zanquil{number}?")
    answer = (await reader.reply()).text
    answered = _now()
    if title not in answer:
        raise RuntimeError(f"{title} is stored, but the answer is: {answer}")
    return [(then[0] - began[0], then[1] - began[1]) for then in (stored, answered)]


def _encoding(text: str) -> tuple[float, float]:
    cut = [span.cut(text) for span in passages(text)]
    took = []
    for _ in range(3):
        began = _now()
        ENCODER.encode(cut)
        ended = _now()
        took.append((ended[0] - began[0], ended[1] - began[1]))
    return sorted(took)[1]
