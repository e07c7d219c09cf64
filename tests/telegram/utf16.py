"""Count and cut text in UTF-16 units, as Telegram does.  Knows nothing of messages."""


def units(text: str) -> int:
    """Return how many UTF-16 units Telegram counts in the text: an emoji is two."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def cut(text: str, offset: int, length: int) -> str:
    """Return the words at an entity's offset and length.  Half an emoji comes out as a replacement character."""
    raw = text.encode("utf-16-le", "surrogatepass")[2 * offset : 2 * (offset + length)]
    return raw.decode("utf-16-le", "replace")


def boundaries(text: str) -> dict[int, int]:
    """Return each UTF-16 offset where a character begins (or the text ends), with its index in the text."""
    found: dict[int, int] = {}
    offset = 0
    for index, char in enumerate(text):
        found[offset] = index
        offset += 2 if ord(char) > 0xFFFF else 1
    found[offset] = len(text)
    return found
