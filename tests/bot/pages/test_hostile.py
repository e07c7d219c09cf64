"""A hostile page can neither exceed its limits nor bring in control characters."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import pytest

from bot.intake.base.file_types import FileType
from bot.intake.base.sandbox import Limits, read_document
from retrieval.domain.errors import UnusableArticle

SAID = "“We found rust,” said Mara Lindqvist."
SMALL = Limits(memory=500_000_000, processor=3, clock=30.0)
HOSTILE = {
    "deep": "<!doctype html><html><body>" + "<div>" * 100_000 + SAID,
    "deep inline": "<!doctype html><html><body><p>" + "<b>" * 100_000 + SAID,
    "huge attributes": f"<!doctype html><html><body><p a='{'x' * 9_000_000}' class='{'y ' * 900_000}'>{SAID}",
    "many attributes": "<!doctype html><html><body><p " + "".join(f"a{n}=x " for n in range(200_000)) + f">{SAID}",
    "many elements": "<!doctype html><html><body>" + "<p>x<br><br>" * 300_000,
    "deep JSON": f"<!doctype html><html><head><script type='application/ld+json'>{'[' * 200_000}</script>{SAID}",
    "entities": f"<!doctype html><html><body><p>{'&amp;' * 900_000}",
    "unclosed": "<!doctype html><html><body><" + "a" * 3_000_000,
    "NUL": f"<!doctype html><html><body><p>\0{SAID}\0</p>",
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_hostile_page_is_read_or_refused_in_time(tmp_path: Path, what: str) -> None:
    (tmp_path / "page").write_text(HOSTILE[what], "utf-8")
    began = monotonic()
    with (tmp_path / "page").open("rb") as file:
        try:
            result = await read_document(file, FileType.PAGE, SMALL)
        except UnusableArticle as error:
            result = {"text": str(error)}
    assert result["text"]
    assert "\0" not in result["text"]
    assert monotonic() - began < SMALL.clock + 5
