"""Pack numbers and bytes into the few characters that a link has room for, and unpack them strictly.  Pure."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

# What a made-up link may name as a place in a text; no text is longer.
MAX_NUMBER = 2**31


def packed_number(number: int) -> bytes:
    """Write a number in groups of seven bits, the lowest first; all but the last have the eighth bit set."""
    groups = []
    while number >= 0x80:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*groups, number])


def unpacked_number(packed: bytes) -> tuple[int, bytes]:
    """Return the number at the beginning, and what follows it.  Raise ValueError or IndexError if there is none."""
    number, at = packed[0] & 0x7F, 0
    while packed[at] & 0x80:
        at += 1
        number |= (packed[at] & 0x7F) << (7 * at)
    if number > MAX_NUMBER:
        raise ValueError(f"{number} is no place in a text")
    return number, packed[at + 1 :]


def base64_of(packed: bytes) -> str:
    return urlsafe_b64encode(packed).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """Raise ValueError for what `base64_of` does not write: each value has one spelling."""
    packed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64_of(packed) != text:
        raise ValueError("not base64url")
    return packed
