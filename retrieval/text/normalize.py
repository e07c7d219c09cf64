"""Fold texts to compare names and words: drop case, diacritics and typographic variants.

`fold_in_place` keeps the length, so that offsets into the folded text are offsets into the original.
"""

from __future__ import annotations

import re
import unicodedata

from retrieval.domain.article import Span

# Letters that Unicode does not decompose, each to one letter, so that lengths stay.
LETTERS = str.maketrans("đĐøØłŁıħĦŧŦæÆœŒðÐþÞ", "dDoOlLihHtTaAoOdDtT")
_PLAIN = LETTERS | str.maketrans("‘’‚‛“”„‟«»‹›–—", "''''\"\"\"\"\"\"''--")

# Combining marks, which follow their letter in decomposed text (macOS file names, many PDFs).
MARKS = "\u0300-\u036f"
_MARK = re.compile(f"[{MARKS}]")
_WORD = re.compile(rf"\w[\w{MARKS}]*(?:['’]\w[\w{MARKS}]*)*")


def _fold_char(char: str) -> str:
    if char.isascii():
        return char
    base, *marks = list(unicodedata.normalize("NFD", char))
    # Drop marks only: a Hangul syllable decomposes too, into letters that must stay together.
    return base if marks and all(map(unicodedata.combining, marks)) else char


def fold_in_place(text: str) -> str:
    """Drop diacritics and make typographic marks plain; keep length and case."""
    if text.isascii():
        return text
    return "".join(map(_fold_char, text.translate(_PLAIN)))


def fold(text: str) -> str:
    """Return the key by which a name or word is compared: folded, caseless, single spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    return " ".join(fold_in_place(unicodedata.normalize("NFC", text)).casefold().split())


def word_spans(text: str) -> list[tuple[str, Span]]:
    """Return the folded words of a text with their spans; the word loses a possessive ending, the span keeps it."""
    folded = fold_in_place(text)
    return [(re.sub(r"'s?$", "", _MARK.sub("", m.group()).casefold()), Span(*m.span())) for m in _WORD.finditer(folded)]


def words(text: str) -> list[str]:
    """Return the folded words of a text, without possessive endings."""
    return [word for word, _ in word_spans(unicodedata.normalize("NFC", text))]


# "gas" and "his" are no plurals, and these are none of "new" and "mean".
_MIN_PLURAL_LETTERS = 3
_NO_PLURALS = frozenset({"news", "means"})
_HISSING = ("s", "x", "z", "ch", "sh")


def without_number(word: str) -> str:
    """Return what a folded word has in common with its plural, or its singular."""
    if len(word) <= _MIN_PLURAL_LETTERS or word in _NO_PLURALS or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith(("ies", "ie")):
        # "movie" and "movies" as "party" and "parties"; "tie" and "ties" are too short for a party.
        stem = word.removesuffix("s").removesuffix("ie")
        return f"{stem}y" if len(stem) > 1 else f"{stem}ie"
    # "tax" and "taxes", "house" and "houses"
    bare = word.removesuffix("es") if word.endswith("es") else word.removesuffix("e")
    # "uses" has nothing in common with the US.
    if bare != word and bare.endswith(_HISSING) and len(bare) > 2:
        return bare
    return word.removesuffix("s")


def topic_words(text: str) -> list[str]:
    """Return the folded words of a text by which it is told whether it prints a topic: a plural counts as singular."""
    return list(map(without_number, words(text)))


def paper_key(name: str) -> str:
    """Return the name of a paper as it is compared: "The Guardian" is "Guardian"."""
    return " ".join(words(name)).removeprefix("the ")


# Words that carry no topic; a question made only of these is about anything.
STOPWORDS = frozenset(
    """a about after again all also am an and any are as at be been before being but by can could did do does doing
    for from had has have he her hers him his how i if in into is it its just me more most my no not now of on one
    only or our out over said say says she so some than that the their them then there these they this those to too
    under up us was we were what when where which while who whom why will with would you your""".split()
)


# Names that fold to a stopword: recognised by capitals, or by "the", which never precedes "us" or "who" as pronouns.
_CAPITALS = frozenset({"US", "IT", "WHO"})
_AFTER_THE = frozenset({"us", "who"})
_LETTERED = re.compile(r"\b([UuEe])\.([SsKkNnUu])\b\.?(?!\w)")


def flagged_words(text: str) -> list[tuple[str, bool]]:
    """Return the folded words of a text, each with whether it carries a topic.

    "the US" does, "us" does not; "U.S." becomes "us".
    """
    joined = _LETTERED.sub(r"\1\2", unicodedata.normalize("NFC", text))
    spans = word_spans(joined)
    # In a text all in capitals, capitals say nothing.
    shouted = len(spans) > 1 and not any(map(str.islower, joined))
    flagged: list[tuple[str, bool]] = []
    for word, span in spans:
        name = span.cut(joined).removesuffix("'s").removesuffix("’s") in _CAPITALS and not shouted
        name = name or (word in _AFTER_THE and flagged[-1:] == [("the", False)])
        flagged.append((word, name or word not in STOPWORDS))
    return flagged


def content_words(text: str) -> list[str]:
    """Return the folded words of a text that carry a topic."""
    return [w for w, carries in flagged_words(text) if carries and (len(w) > 1 or w.isdigit())]


def narrowing_words(topic: str) -> list[str]:
    """Return the words that every text on a topic prints as they are.

    A text may print "US" as "U.S.", so such words count only if there are no others.
    """
    plain = set(words(topic)) - STOPWORDS
    content = content_words(topic)
    return [w for w in content if w in plain] or content or words(topic)
