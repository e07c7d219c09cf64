"""The keys of an article in front matter and in JSON lines, with the names that other programs give them.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.intake.base.author_names import names_of
from bot.intake.base.moments import moment_of

# Names are compared without case, spaces and punctuation: "datePublished" is "date_published".
_OTHER_NAMES = {
    "id": "",
    "title": "headline heading name dcTitle ogTitle",
    "text": "body content articleBody articleText bodyText contentText fullText mainText story paragraphs",
    "url": "link canonical canonicalUrl href permalink webUrl articleUrl sourceUrl externalUrl ogUrl",
    "publisher": "source newspaper outlet paper publication provider site siteName sourceName ogSiteName dcPublisher",
    "author": "authors byline by creator writer reporter journalist dcCreator",
    "published": "date datePublished pubDate publishedAt publishedOn publishedDate publishDate publicationDate "
    "publishedTime datetime dateCreated dcDate articlePublishedTime",
}
_LINK = re.compile(r"https?://\S+")
_TAGS = re.compile(r"</?(?:p|div|br|span|a|h[1-6]|ul|li|em|strong)\b[^<>]*>", re.IGNORECASE)
MAX_UNUSED_LISTED = 8
MAX_SHOWN_CHARS = 50


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


_KEY_OF = {_folded(name): key for key, others in _OTHER_NAMES.items() for name in (key, *others.split())}


def is_article_key(name: str) -> bool:
    """Return whether a name is that of an article's key, in any of its forms."""
    return _folded(name) in _KEY_OF


@dataclass(frozen=True, slots=True)
class ArticleFields:
    """The values of an article by our keys, and notes on what was not used."""

    values: Mapping[str, Any]
    notes: tuple[str, ...]


def article_fields(given: Mapping[Any, Any]) -> ArticleFields:
    """Return the fields of an article under our keys.

    Our own key counts before the names of others, and of those the first that has a value of the right kind.  Whatever
    is not used is named in the notes.
    """
    values = {key: _own(key, given[key]) for key in _OTHER_NAMES if key in given}
    unused: list[str] = []
    notes: list[str] = []
    if isinstance(values.get("published"), bool):
        # Jekyll's key for whether a page is shown at all.
        notes.append(_undated("published", values.pop("published")))
    for name, value in given.items():
        key = _KEY_OF.get(_folded(str(name)))
        if name in _OTHER_NAMES or _is_empty(value):
            continue
        if key == "publisher" and isinstance(value, str) and _LINK.fullmatch(value.strip()):
            key = "url"
        read = None if key is None else _read(key, value)
        if key == "published" and read is None:
            notes.append(_undated(name, value))
        elif key is None or read is None or not _is_empty(values.get(key)):
            unused.append(str(name))
        else:
            values[key] = read
    return ArticleFields(values, (*notes, *unused_notes(unused)))


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _own(key: str, value: Any) -> Any:
    """Return the value of our own key: lists and objects in our form, if they have one, and all else as it is."""
    if not isinstance(value, list | Mapping):
        return value
    read = _read(key, value)
    return read if value and read is not None else value or None


def _read(key: str, value: Any) -> Any:
    """Return the value of a key that another program named, in our form; None if it is of another kind."""
    match key:
        case "text":
            return _text(value)
        case "published":
            return moment_of(value)
        case "author":
            return names_of(map(_name, value if isinstance(value, list) else [value]))
        case _:
            return _name(value)


def _name(value: Any) -> str | None:
    """Return a name or a title: text as it is, or the name of an object, as JSON-LD writes it."""
    if isinstance(value, Mapping):
        value = value.get("name")
    return value if isinstance(value, str) and value.strip() else None


def _text(value: Any) -> str | None:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = "\n\n".join(value)
    return value if isinstance(value, str) else None


def is_html(text: str) -> bool:
    """Return whether a text is the HTML of an article rather than its text."""
    return text.lstrip().startswith("<") and len(_TAGS.findall(text)) > 1


def unused_notes(names: Iterable[str]) -> list[str]:
    """Return the note on keys that were not used, if there are any."""
    listed = list(names)
    if not listed:
        return []
    more = f" and {len(listed) - MAX_UNUSED_LISTED} more" if len(listed) > MAX_UNUSED_LISTED else ""
    return [f"not used: {', '.join(map(_shown, listed[:MAX_UNUSED_LISTED]))}{more}"]


def _undated(name: Any, value: Any) -> str:
    return f'its "{_shown(name)}" is no date that can be read ({_shown(value)}): write it like 2026-11-24'


def _shown(value: Any) -> str:
    """Return what was given as one short line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())
    return line if len(line) <= MAX_SHOWN_CHARS else f"{line[:MAX_SHOWN_CHARS]}…"
