"""The folder of seeds holds articles only, and an installation finds them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.intake.sources.inputs import drafts_in
from bot.intake.sources.seeds import SEEDS, seed_files
from retrieval.domain.article import Draft


async def test_every_file_in_the_seeds_is_an_article_that_add_takes() -> None:
    files = sorted(SEEDS.iterdir())
    assert files == seed_files() != []
    for named in (str(SEEDS), f"{SEEDS}/*", *map(str, files)):
        drafts = [item async for item in drafts_in(named)]
        assert drafts
        assert all(isinstance(draft, Draft) and draft.title for draft in drafts)


@pytest.mark.parametrize("name", ["site-packages", "a checkout"])
def test_seeds_are_found_next_to_the_package_wherever_it_is(tmp_path: Path, name: str) -> None:
    """As a wheel unpacks them, and from any working directory."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "bot").symlink_to(SEEDS.parent / "bot")
    (tmp_path / name / "seeds").symlink_to(SEEDS)
    code = "from bot.intake.sources.seeds import seed_files; print(*seed_files(), sep='\\n')"
    ran = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd="/", env={"PYTHONPATH": str(tmp_path / name)}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.splitlines() == [str(tmp_path / name / "seeds" / file.name) for file in seed_files()]
