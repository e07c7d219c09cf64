"""Take a text with its entities as Telegram does: check, trim, count.  Knows nothing of chats or keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiogram.enums import MessageEntityType

from tests.telegram import utf16
from tests.telegram.refusals import Json, careless

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
QUOTE_UNITS = 1024
RAW_BYTES = 1 << 15
ENTITIES = 100
FAR = 1_000_000

KINDS = frozenset(kind.value for kind in MessageEntityType)
NEEDS = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
BLOCKQUOTES = ("blockquote", "expandable_blockquote")
CODES = ("code", "pre")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text as Telegram keeps it.  `remarks` say what it dropped without a word."""

    text: str
    entities: tuple[Json, ...] = ()
    remarks: tuple[str, ...] = ()


def formatted(text: str, entities: Sequence[Json] | None, *, limit: int, empty: bool = False) -> Formatted:
    """Return the text as Telegram would keep it; raise `RefusalError` where it would refuse."""
    if not text and not empty:
        raise careless("message text is empty")
    check_encoding(text)
    remarks: list[str] = []
    kept = [dict(entity) for entity in entities or ()]
    if len(kept) > ENTITIES:
        remarks.append(f"{len(kept)} entities: Telegram ignores all past {ENTITIES}")
        kept = kept[:ENTITIES]
    for entity in kept:
        check_kind(entity)
        check_range(text, entity)
    remarks += [f"entity {e['type']} at {e['offset']} has no length: dropped" for e in kept if not e["length"]]
    kept = [entity for entity in kept if entity["length"]]
    kept = without_bad_links(kept, remarks)
    remarks += nesting_remarks(kept)
    text, kept = trimmed(text, kept, remarks)
    if not text and not empty:
        raise careless("text must be non-empty")
    if utf16.units(text) > limit:
        raise careless("message is too long" if limit == TEXT_UNITS else "message caption is too long")
    return Formatted(text, tuple(kept), tuple(remarks))


def check_encoding(text: str) -> None:
    try:
        raw = text.encode()
    except UnicodeEncodeError as error:
        raise careless("strings must be encoded in UTF-8") from error
    if len(raw) > RAW_BYTES:
        raise careless("text is too long")


def check_kind(entity: Json) -> None:
    kind = entity["type"]
    if kind not in KINDS:
        raise careless("can't parse MessageEntity: Unsupported type specified")
    needed = NEEDS.get(kind)
    if needed is not None and not entity.get(needed):
        raise careless(f"can't parse MessageEntity: Can't find field \"{needed}\"")


def check_range(text: str, entity: Json) -> None:
    """Refuse an entity which leaves the text or cuts a character in two."""
    offset, length = entity["offset"], entity["length"]
    if not 0 <= offset <= FAR:
        raise careless(f"receive an entity with incorrect offset {offset}")
    if not 0 <= length <= FAR:
        raise careless(f"receive an entity with incorrect length {length}")
    size, end = utf16.units(text), offset + length
    if offset > size or (offset == size and length):
        raise careless(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if end > size:
        raise careless(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
        )
    starts = utf16.boundaries(text)
    if offset not in starts:
        raise careless(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {offset}")
    if end not in starts:
        raise careless(
            f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol at UTF-16 offset {end}"
        )


def without_bad_links(entities: list[Json], remarks: list[str]) -> list[Json]:
    """Drop links to nowhere, as Telegram does, and keep their text."""
    kept = []
    for entity in entities:
        if entity["type"] == "text_link" and not is_link(str(entity["url"])):
            remarks.append(f"text_link to {entity['url']!r} is no address: dropped")
        else:
            kept.append(entity)
    return kept


def is_link(url: str) -> bool:
    """Return whether Telegram opens it: http, https, tg, ton or tonsite, or a bare host with a dot."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if any(char.isspace() for char in url) or parts.scheme not in {"http", "https", "tg", "ton", "tonsite"}:
        return False
    return bool(parts.netloc) and (parts.scheme in {"tg", "ton"} or "." in parts.netloc)


def nesting_remarks(entities: Sequence[Json]) -> list[str]:
    """Return the overlaps of which Telegram drops one: quote in quote, code with anything, like with like."""
    remarks = []
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    for index, first in enumerate(ordered):
        for second in ordered[index + 1 :]:
            if second["offset"] >= first["offset"] + first["length"]:
                break
            kinds = {first["type"], second["type"]}
            same = first["type"] == second["type"]
            quotes = kinds <= set(BLOCKQUOTES)
            code = bool(kinds & set(CODES)) and not kinds & set(BLOCKQUOTES)
            if same or quotes or code:
                remarks.append(
                    f"{second['type']} at {second['offset']} overlaps {first['type']} at {first['offset']}:"
                    " Telegram drops one"
                )
    return remarks


def trimmed(text: str, entities: Sequence[Json], remarks: list[str]) -> tuple[str, list[Json]]:
    """Return the text without blanks at its ends; entities move along and may vanish."""
    left = len(text) - len(text.lstrip())
    kept_text = text.strip()
    if kept_text == text:
        return text, list(entities)
    shift, size = utf16.units(text[:left]), utf16.units(kept_text)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        end = min(size, entity["offset"] + entity["length"] - shift)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
        else:
            remarks.append(f"{entity['type']} at {entity['offset']} covers only trimmed blanks: dropped")
    return kept_text, kept
