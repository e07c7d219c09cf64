"""Read texts with or without YAML front matter.  Pure."""

from __future__ import annotations

from typing import Any

from bot.intake.base.article_keys import is_article_key, unused_notes
from bot.intake.base.draft_builder import draft_from
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle

# Nobody writes more than this in front of an article, and YAML is slow.
MAX_FRONT_MATTER_CHARS = 10_000
MAX_YAML_DEPTH = 10


def draft_of(text: str, *, origin: str | None = None) -> Draft:
    """Return the draft of a text; `origin` is where it came from.  Raise UnusableArticle."""
    fields, body = front_matter(text)
    return draft_from({**fields, "text": body}, origin=origin, notes=unused_notes({"text"} & fields.keys()))


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Split a text into the YAML mapping between its first two lines of dashes, and the rest.

    Without one, the fields are empty and all of it is text.  Raise UnusableArticle if the YAML is broken or a bomb.
    """
    text = text.strip()
    rules = _rules(text)
    if rules is None:
        if _is_unclosed(text):
            raise UnusableArticle("has front matter without an end; add a line of three dashes (---) after it")
        return {}, text
    first, second, end = rules
    fields = _loaded(text[first:second])
    # Prose may stand between two ruled lines; then all of it is printed text.
    return (fields, text[end:].strip()) if isinstance(fields, dict) else ({}, text)


def _rules(text: str) -> tuple[int, int, int] | None:
    """Return where the first line ends and where the next line of dashes begins and ends.

    None if the text does not begin with a line of dashes, or has no second one within MAX_FRONT_MATTER_CHARS.
    """
    first = _line_end(text, 0)
    if not _is_rule(text[:first]):
        return None
    at = text.find("\n---", first)
    while 0 <= at < first + MAX_FRONT_MATTER_CHARS:
        end = _line_end(text, at + 1)
        if _is_rule(text[at + 1 : end]):
            return first, at + 1, end
        at = text.find("\n---", end)
    return None


def _is_unclosed(text: str) -> bool:
    """Return whether a text begins with a line of dashes and at least two keys of an article."""
    lines = text[:MAX_FRONT_MATTER_CHARS].split("\n")[:3]
    keys = [line.partition(":")[0] for line in lines[1:] if ":" in line]
    return _is_rule(lines[0]) and len(keys) > 1 and all(map(is_article_key, keys))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _is_rule(line: str) -> bool:
    line = line.rstrip()
    return len(line) >= 3 and line.count("-") == len(line)


def _loaded(yaml_text: str) -> Any:
    import yaml  # noqa: PLC0415  only files need YAML

    try:
        _require_plain(yaml_text)
        return yaml.safe_load(yaml_text)
    except (
        yaml.YAMLError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        TypeError,
        RecursionError,
    ) as error:
        # A date or a number that looks right to YAML but is not; a tag on a value that it does not fit.
        raise UnusableArticle(
            "has front matter that is not YAML ({fault}); correct or remove it, and put values that contain a colon in "
            "quotes",
            fault=_description(error),
        ) from error


def _require_plain(yaml_text: str) -> None:
    """Raise UnusableArticle if the YAML has aliases, which can multiply, or is nested deeper than any front matter."""
    import yaml  # noqa: PLC0415  as above

    depth = 0
    for event in yaml.parse(yaml_text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > MAX_YAML_DEPTH:
            raise UnusableArticle(
                "has front matter with aliases (*) or deeply nested lists, as YAML bombs have; write it out plainly"
            )


def _description(error: Exception) -> str:
    """Return what YAML says of an error; YAML's line 0 is the file's first line, so 1 is added."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    return f"line {mark.line + 1}: {problem}" if mark and problem else " ".join(str(error).split())
