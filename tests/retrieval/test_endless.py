"""No text keeps the reader busy for long: each of these was once quadratic in some parser."""

from __future__ import annotations

import subprocess
import sys

import pytest

MANY = {
    "dots": "'.' * 1_000_000",
    "spaces": "' ' * 500_000 + 'a' + ' ' * 500_000",
    "line breaks": "'a' + '\\n' * 1_000_000 + 'b'",
    "straight quotes": "'\"' * 300_000",
    "opening quotes": "'“' * 300_000",
    "combining marks": "'a' + '\\u0301' * 400_000",
    "one word": "'x' * 2_000_000",
    "one sentence": "('the river rose and Ana Maric left the old bridge, ' * 2_000)[:100_000]",
    "one paragraph": "('“It is over for us,” said Ana Maric. Then Maric left the “old” bridge. ' * 1_000)[:70_000]",
    "short paragraphs": "'“It is over,” said Ana Maric.\\n' * 1_500",
    "one name": "'Ana Maric met Maric. ' * 2_500",
    "capitals": "'A ' * 40_000",
    "reporting verbs": "'said ' * 20_000",
    "pronouns": "'he said that ' * 8_000",
    "cues without an end": "'Ana Maric said ' * 8_000",
    "abbreviations": "'Mr. ' * 20_000",
}
# Enough for a machine several times slower than ours.  The network takes 5 s for 70,000 characters; quadratic code
# takes an hour.
SECONDS = 120


@pytest.mark.parametrize("made", MANY.values(), ids=MANY.keys())
def test_a_text_is_read_in_seconds(made: str) -> None:
    imported = "from retrieval.quotes.article_reader import ArticleReader"
    program = f"{imported}; text = {made}; assert ArticleReader().read(text).passages"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=SECONDS)


@pytest.mark.parametrize(
    "made",
    [
        "('who said ' + chr(39) * 991)",
        "('what did ' + 'said about ' * 90)",
        "('what did ' + 'a say ' * 165)",
        "('who said ' + 'a ' * 490)",
        "('quotes of ' * 100)",
        "('what did ' + 'x of ' * 198)",
        "('compare ' + 'and on ' * 140)",
        "('how do ' + 'a and b differ on ' * 60)",
        "('x vs y on ' * 100)",
        "('tell me who ' + 'is ' * 330)",
        "('any news on ' * 90)",
        "('a ' * 500)",
        "('quotes on ' * 100)",
        "('the hill views on ' * 50)",
        "('according to what ' * 50)",
        "('did anyone mention ' * 50)",
    ],
)
def test_a_question_is_read_in_seconds(made: str) -> None:
    program = f"from retrieval.questions import read_question; read_question({made}[:1000])"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=SECONDS)
