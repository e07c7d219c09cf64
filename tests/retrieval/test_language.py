"""Only English is read for statements."""

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
    ("text", "supported"),
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
def test_only_english_is_supported(text: str, supported: bool) -> None:
    assert is_supported_language(text) is supported


def test_a_text_in_another_language_is_still_split_into_passages() -> None:
    reading = READER.read(DUTCH)
    assert reading.passages
    assert not reading.understood
    assert reading.statements == ()


def test_a_quotation_in_another_language_does_not_hide_an_english_article() -> None:
    assert is_supported_language(ENGLISH * 3 + " „Нисмо будале“, he said.")
