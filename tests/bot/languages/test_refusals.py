"""A refusal is said in the language spoken, with its values; so is one from the process that reads documents."""

from __future__ import annotations

import json

import pytest

from bot.intake.base.file_types import FileType, file_type_of
from bot.intake.base.unreadable_files import too_much
from bot.intake.base.worded import as_json, from_json
from bot.languages.errors import phrase, sentence
from bot.languages.speaking import speaking
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Quantity, Wording

TOO_LONG = Wording("is longer than any article ({most} characters at most); split it", most=Quantity(2_000_000))


@pytest.fixture
def rtf() -> UnusableArticle:
    with pytest.raises(UnusableArticle) as refused:
        file_type_of(b"{\\rtf1 hello}", ".txt")
    return refused.value


def test_a_number_is_written_as_the_language_does() -> None:
    assert str(TOO_LONG) == "is longer than any article (2,000,000 characters at most); split it"
    with speaking("de"):
        assert phrase(TOO_LONG) == "ist länger als jeder Artikel (höchstens 2.000.000 Zeichen); teil den Text"


def test_words_inside_a_reason_are_translated_too(rtf: UnusableArticle) -> None:
    assert str(rtf) == "is rich text (RTF), whatever its name says; save it as .docx, PDF or text"
    around = UnusableArticle("the link {link} {error}", link="https://a.example", error=rtf)
    with speaking("de"):
        assert sentence(around) == (
            "Der Link https://a.example ist trotz seines Namens Rich Text (RTF); speichere es als .docx, PDF oder Text."
        )


@pytest.mark.parametrize("language", ["en", "de", "sr", "uk"])
def test_a_reason_crosses_the_border_of_the_confined_process(language: str) -> None:
    for reason in (TOO_LONG, too_much(FileType.PAGE).wording):
        crossed = from_json(json.loads(json.dumps(as_json(reason))))
        with speaking(language):
            assert phrase(crossed) == phrase(reason)


@pytest.mark.parametrize(
    "template",
    ["{0.__class__}", "is {what.__class__}; {todo}", "is {what}; {nothing}", "is {what}; {todo}", "{", 7, None],
)
def test_a_process_that_was_broken_into_chooses_no_template(template: object) -> None:
    forged = from_json({"refused": "is damaged", "template": template, "values": {"what": "x"}})
    with speaking("de"):
        assert phrase(forged) == "is damaged"


def test_a_reason_without_words_stays_empty() -> None:
    """The catalogue has its header under the empty message."""
    with speaking("de"):
        assert phrase("") == ""
