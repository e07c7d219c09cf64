"""Make altered copies of labelled articles, so that the tagger learns what the labelled ones lack.

The labelled articles come from one country, two years, and papers with short paragraphs.  Each copy has its paragraphs
run together at random, as archives do; its people renamed; and other verbs of speaking beside its direct quotations.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from retrieval.fitting.labels import LabelledArticle, LabelledAttribution, Offsets
from retrieval.text.person_names import mentions

JOINED = 0.7
"""The share of paragraph breaks that become spaces."""
RENAMED = 0.7
"""The share of full names that are replaced."""
RETOLD = 0.3
"""The share of "said" beside a direct quotation that is replaced."""

# Verbs of manner of speaking and of saying (B. Levin, "English Verb Classes and Alternations", 1993, 37.3 and 37.7).
VERBS = """admitted agreed announced asserted barked bawled begged bellowed blogged boasted boomed chanted complained
conceded confessed confided cried croaked declared exclaimed explained fumed gasped groaned grumbled hissed
hollered howled insisted joked lamented laughed moaned mumbled murmured muttered noted objected observed pleaded
posted predicted protested quipped raged recalled reflected remarked replied retorted roared scoffed screamed
shouted shrieked sighed snapped sneered sobbed stammered stated stressed teased texted thundered tweeted urged
vowed wailed warned whispered wrote yelled""".split()

Edit = tuple[int, int, str]


def altered(articles: Sequence[LabelledArticle], people: Sequence[str], seed: int) -> list[LabelledArticle]:
    """Return an altered copy of each article; `people` are full names to put in place of the printed ones."""
    chance = random.Random(seed)  # noqa: S311  a choice, not a secret
    return [_altered(article, people, chance) for article in articles]


def _altered(article: LabelledArticle, people: Sequence[str], chance: random.Random) -> LabelledArticle:
    text = article.text
    edits = [*_joins(text, chance), *_names(text, people, chance), *_verbs(article, chance)]
    return edited(article, edits)


def _joins(text: str, chance: random.Random) -> Iterator[Edit]:
    for gap in re.finditer(r"\s*\n\s*", text):
        if gap.start() > 0 and gap.end() < len(text) and chance.random() < JOINED:
            yield gap.start(), gap.end(), " "


def _names(text: str, people: Sequence[str], chance: random.Random) -> Iterator[Edit]:
    """Yield the replacements of people's names: both words of a full name, and the surname wherever it stands."""
    full = {
        m.name
        for m in mentions(text)
        if re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", m.name) and text[max(0, m.span.start - 4) : m.span.start] != "the "
    }
    surnames = [name.split()[1] for name in full]
    for name in sorted(full):
        given, surname = name.split()
        # Two of one surname would become strangers, and a word that is no name elsewhere would lose its sense.
        if chance.random() > RENAMED or surnames.count(surname) > 1 or re.search(rf"\b{surname.lower()}\b", text):
            continue
        new_given, new_surname = chance.choice(people).split(" ", 1)
        for found in re.finditer(rf"\b(?:(?P<given>{given}) )?(?P<surname>{surname})\b", text):
            if found["given"]:
                yield *found.span("given"), new_given
            yield *found.span("surname"), new_surname


def _verbs(article: LabelledArticle, chance: random.Random) -> Iterator[Edit]:
    seen: set[tuple[int, int]] = set()
    for quote in article.quotes:
        direct = all(article.text[max(0, a - 1) : a + 1].strip(" ")[:1] in {'"', "“"} for a, _ in quote.content)
        for a, b in quote.cue:
            if direct and (a, b) not in seen and article.text[a:b] == "said" and chance.random() < RETOLD:
                seen.add((a, b))
                yield a, b, chance.choice(VERBS)


def edited(article: LabelledArticle, edits: Sequence[Edit]) -> LabelledArticle:
    """Return an article with stretches replaced and its labels moved along; of overlapping edits the first counts."""
    kept: list[Edit] = []
    for edit in sorted(set(edits)):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    starts = [start for start, _, _ in kept]
    grown = [0, *accumulate(len(new) - (end - start) for start, end, new in kept)]

    def moved(at: int, *, is_end: bool) -> int:
        n = bisect_right(starts, at - is_end) - 1
        if n < 0:
            return at
        start, end, new = kept[n]
        if at >= end:
            return at + grown[n + 1]
        # Within a replaced stretch an edge goes to the stretch's own edge.
        return start + grown[n] + (len(new) if is_end else 0)

    def all_moved(spans: Offsets) -> Offsets:
        return [(moved(a, is_end=False), moved(b, is_end=True)) for a, b in spans]

    pieces, at = [], 0
    for start, end, new in kept:
        pieces += [article.text[at:start], new]
        at = end
    text = "".join([*pieces, article.text[at:]])
    quotes = tuple(
        LabelledAttribution(all_moved(q.source), all_moved(q.cue), all_moved(q.content)) for q in article.quotes
    )
    return LabelledArticle(f"{article.id} altered", text, quotes)


def full_names(names: Sequence[str]) -> list[str]:
    """Return the names of two or three capitalised words, once each."""
    pattern = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){1,2}")
    return sorted({name for name in names if pattern.fullmatch(name)})
