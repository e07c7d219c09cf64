"""Reading an article: offsets are exact for any text, and damaged weights are reported in one sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from retrieval.domain.article import Reading
from retrieval.domain.errors import ModelUnusable
from retrieval.quotes.article_reader import ArticleReader
from retrieval.quotes.pronouns import network
from retrieval.quotes.tagging import tagger
from tests.retrieval.reading import READER

SAID = "“It is over,” said Christopher Hill, the US ambassador. "
BAD = [
    "“ „ « ' ‹ ” “ “ “",
    "“a ‘b “c ‘d “e ‘f “g ‘h “i ‘j’ k” l’ m” n’ o” p’ q” r’ s”, said Christopher Hill.",
    "\u200f\u202bقال كريستوفر هيل: «انتهى الأمر»\u202c",
    "🙂 “It is over 🙂🙂,” said Christopher Hill 🙂.",
    "“It\u200b is\u200d over,”\u2060 said Chris\u00adtopher Hill.",
    "x" * 20_000,
    "“" * 3_000,
    "said " * 3_000,
    "\n" * 2_000 + SAID,
    "“It is over, said Christopher Hill.\r\n\r\n“And it was.\r\n",
]


def within(reading: Reading, text: str) -> bool:
    """Return whether every span lies in the text; `cut` raises if one does not."""
    spans = [*reading.passages, *(m.span for m in reading.mentions)]
    for s in reading.statements:
        spans += [*s.content, *([s.cue] if s.cue else []), *(p.mention for p in s.speakers if p.mention)]
    return all(span.cut(text) for span in spans)


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_bad_text_is_read_without_an_error(text: str) -> None:
    assert within(READER.read(text), text)


def test_ten_levels_of_marks_belong_to_the_outer_speaker() -> None:
    (statement,) = READER.read(BAD[1]).statements
    assert [p.name for p in statement.speakers] == ["Christopher Hill"]


def test_emoji_and_invisible_characters_keep_their_places() -> None:
    for text in (BAD[3], BAD[4]):
        (statement,) = READER.read(text).statements
        assert statement.content[0].cut(text).startswith("“It")
        assert statement.content[0].cut(text).endswith("”")


def test_no_words_are_in_a_statement_twice() -> None:
    text = (
        "The bridge in Lumen is shut. The repairs are expected to take nine weeks and cost 5 million euros, according "
        "to Mayor Tom Okafor. He spoke on Monday."
    )
    (statement,) = ArticleReader().read(text).statements
    assert [c.cut(text) for c in statement.content] == [
        "The repairs are expected to take nine weeks and cost 5 million euros"
    ]


def test_a_role_is_found_next_to_the_name() -> None:
    reading = READER.read("US Ambassador Christopher Hill came. Ana Maric, the mayor of Brod, left.")
    roles = {m.name: m.role.cut("US Ambassador Christopher Hill came. Ana Maric, the mayor of Brod, left.")
             for m in reading.mentions if m.role is not None}  # fmt: skip
    assert roles == {"Christopher Hill": "US Ambassador", "Ana Maric": "the mayor of Brod"}


def damaged(folder: Path, file: str) -> Path:
    """Copy the weights to a folder, with one bit of one file flipped."""
    shutil.copytree(tagger.WEIGHTS, folder)
    data = bytearray((folder / file).read_bytes())
    data[-1] ^= 1
    (folder / file).write_bytes(data)
    return folder


def test_a_damaged_tagger_is_named_and_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "WEIGHTS", damaged(tmp_path / "weights", "tagger.safetensors"))
    reader = ArticleReader()
    # Another test of this process may have loaded the networks, which all readers share.
    reader.release()
    with pytest.raises(ModelUnusable, match=r"tagger\.safetensors.*damaged"):
        reader.read(SAID)


def test_a_damaged_pronoun_resolver_is_named_and_not_used(tmp_path: Path) -> None:
    folder = damaged(tmp_path / "weights", "pronouns.safetensors")
    with pytest.raises(ModelUnusable, match=r"pronouns\.safetensors.*damaged"):
        network.packaged(folder / "pronouns.safetensors")


def test_a_name_may_have_typographic_spaces() -> None:
    text = '"We will close the bridge," Gov.\u00a0Ana\u00a0Maric said. Maric left.'
    (statement,) = ArticleReader().read(text).statements
    assert [s.name for s in statement.speakers] == ["Ana Maric"]
    assert text[statement.content[0].start : statement.content[0].end] == '"We will close the bridge,"'
