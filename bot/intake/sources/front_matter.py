"""Texts with YAML front matter, or without.  Pure."""

from __future__ import annotations

from typing import Any

from bot.intake.base.draft_builder import draft_from
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle

# Characters: nobody tells more of an article in front of it, and YAML is slow.
MOST_FRONT = 10_000
DEEPEST_FRONT = 10


def draft_of(text: str, *, origin: str | None = None) -> Draft:
    """A text, with YAML front matter or without; `origin` is whence it came.  Raises UnusableArticle."""
    told, body = front_matter(text)
    return draft_from({**told, "text": body}, origin=origin)


def _said_of(error: Exception) -> str:
    """What YAML makes of it, with the line, which is the file's: the front matter begins after its first."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    return f"line {mark.line + 1}: {problem}" if mark and problem else " ".join(str(error).split())


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """What stands between two lines of dashes, where that is a mapping; else the text is all text."""
    if not text.lstrip().startswith("---"):
        return {}, text.strip()
    import yaml  # noqa: PLC0415  YAML is needed for files only
    from frontmatter.default_handlers import YAMLHandler  # noqa: PLC0415

    handler = YAMLHandler()
    try:
        between, body = handler.split(text.strip())
    except ValueError:
        return {}, text.strip()
    if len(between) > MOST_FRONT:
        return {}, text.strip()
    try:
        _require_plain(between)
        told = handler.load(between)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A ValueError is a date or a number that looks right to YAML and is not one.
        raise UnusableArticle(
            f"has front matter that is not YAML ({_said_of(error)}); mend it or take it out; "
            "a value with a colon stands in quotes"
        ) from error
    # Between two ruled lines may stand prose: that is printed text.
    return (told, body.strip()) if isinstance(told, dict) else ({}, text.strip())


def _require_plain(front: str) -> None:
    """Raises UnusableArticle for what multiplies itself (aliases), or nests deeper than anything that is told."""
    import yaml  # noqa: PLC0415  as above

    depth = 0
    for event in yaml.parse(front, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > DEEPEST_FRONT:
            raise UnusableArticle(
                "has front matter with aliases (*) or lists in lists, as bombs have; write it out plainly"
            )
