"""Find the articles that an empty store starts with."""

from __future__ import annotations

from pathlib import Path

# Next to the package `bot`, in a checkout and in an installation.  An __init__.py there would be taken for an article;
# without one, importlib.resources cannot find the folder of an editable installation.
SEEDS = Path(__file__).parents[3] / "seeds"


def seed_files() -> list[Path]:
    """Return the packaged articles, by name."""
    return sorted(SEEDS.glob("*.md"))
