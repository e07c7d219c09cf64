"""What is not English is not read for statements."""

from __future__ import annotations

import pytest

from retrieval.text.language import is_supported_language
from tests.retrieval.reading import READER

DUTCH = (
    "De minister zei gisteren dat de regering volgende week een nieuw plan voor de woningmarkt presenteert. "
    "“Wij moeten nu iets doen,” zei hij tegen verslaggevers in Den Haag, “anders wordt het alleen maar erger.” "
    "Volgens de oppositie komt het plan veel te laat en is het bovendien niet goed uitgewerkt."
)
SERBIAN = "Председник је рекао да ће Србија остати неутрална. „Нисмо будале“, рекао је он новинарима."
ENGLISH = (
    "The minister said on Thursday that the government would present a new plan for the housing market next week. "
    "“We have to do something now,” he told reporters in The Hague, “or it will only get worse.”"
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (ENGLISH, True),
        (DUTCH, False),
        (SERBIAN, False),
        ("He left.", True),
        ("🙂" * 50, True),
        ("قال الوزير أمس إن الحكومة ستقدم خطة جديدة", False),
        ("Aleksandar Vučić, Ana Brnabić, Ivica Dačić", True),
    ],
)
def test_english_is_read_and_nothing_else(text: str, read: bool) -> None:
    assert is_supported_language(text) is read


def test_what_is_not_read_is_still_cut_into_passages() -> None:
    reading = READER.read(DUTCH)
    assert reading.passages
    assert not reading.understood
    assert reading.statements == ()


def test_a_quotation_in_another_tongue_does_not_hide_an_english_article() -> None:
    assert is_supported_language(ENGLISH * 3 + " „Нисмо будале“, he said.")
