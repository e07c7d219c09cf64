"""Find words in texts as readers follow them: folded, whole, in their order.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from retrieval.domain.article import Span
from retrieval.text.normalize import STOPWORDS, topic_words, without_number, word_spans, words


def key_of(name: str) -> str:
    """Return the key of a name or a text: the same however it is spelt."""
    return " ".join(words(name))


def topic_key(name: str) -> str:
    """Return the key of followed words: the same in the plural, too, as for a digest's topics."""
    return " ".join(topic_words(name))


def rarest(key: str) -> str:
    """Return the word of a key that the fewest texts print, as far as the word itself tells."""
    return max(key.split(), key=lambda word: (word not in STOPWORDS, len(word)))


def spans_of(key: str, text: str) -> list[Span]:
    """Return where a text prints the words of a topic's key, one after another."""
    wanted = list(map(without_number, key.split()))
    printed = word_spans(text)
    found = [without_number(word) for word, _ in printed]
    return [
        Span(printed[n][1].start, printed[n + len(wanted) - 1][1].end)
        for n in range(len(found) - len(wanted) + 1)
        if found[n : n + len(wanted)] == wanted
    ]


def digest_of(text: str) -> str:
    """Return what tells whether two texts have the same words."""
    return sha256(key_of(text).encode()).hexdigest()[:16]


class EarlierTexts:
    """Texts that came in before: words that one of them prints are no news."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts: Sequence[str] = [f" {key_of(text)} " for text in texts]

    def print(self, text: str) -> bool:
        """Return whether one of them prints all of a text, word for word."""
        own = f" {key_of(text)} "
        return any(own in earlier for earlier in self._texts)
