"""Only what stands alone as something said is a statement."""

from __future__ import annotations

import pytest

from retrieval.domain.article import StatementKind
from retrieval.quotes.reporting.cue_verbs import Reports, reports
from retrieval.text.finite_verbs import has_finite_verb
from tests.retrieval.reading import statements


def said(text: str) -> list[str]:
    return [" | ".join(piece.cut(text) for piece in s.content) for s in statements(text)]


@pytest.mark.parametrize(
    "text",
    [
        # Something is done, not said.
        "Dora Lindqvist approved the budget on Monday.",
        "The council imposed a levy on second homes.",
        "Emil Tanaka endorsed the harbour plan.",
        "Rosa Mbeki signed the new lease in Bergen.",
        "Villagers welcomed the move.",
        # Nobody says it.
        "Paul Orme was said to be furious.",
        "The pact is expected to be signed next week.",
        # Somebody else asks.
        "Asked whether she would resign, Dora Lindqvist left the room.",
        "When asked about the leak, Emil Tanaka shrugged.",
        # A line that breaks off.
        "Harbour Lines Ltd said it has\nbought two more ferries for the northern route.",
        # Headings.
        "What they said about the levy\n\nThe vote is on Friday.",
        "‘Nods and smiles’\n\nThe vote is on Friday.",
        # Terms in marks.
        'The word "saudade" has no English twin.',
        'The term "soft quay" goes back to 1870.',
    ],
)
def test_what_was_not_said_is_no_statement(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'Imagine a treasurer who says "we have plenty" and means it.',
        'Suppose the mayor said: "We shall sell the bridge." Who would object?',
        "What if Dora Lindqvist says that the quay is safe?",
        'Picture a captain who tells his crew "you may all go home" in the storm.',
    ],
)
def test_what_is_only_imagined_is_no_statement(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'The choir sang "Bring the morning back to me" at the grave.',
        'Ferry crews hummed "Sail on, my darling" all night.',
        'Her first hit went: "I will never leave you, never again."',
        'The fans played "We Will Be Back" on the steps of the town hall.',
    ],
)
def test_songs_are_no_statements(text: str) -> None:
    assert said(text) == []


def test_a_hit_that_is_no_song_keeps_its_words() -> None:
    assert said('Emil Tanaka hit back and said: "That is a plain lie."') == ['"That is a plain lie."']


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dora Lindqvist said rents fell.", "rents fell."),
        ("The union said it would wait.", "it would wait."),
        ("Emil Tanaka warned that the dam would not hold.", "that the dam would not hold."),
        ("Governor Rosa Mbeki urged families to leave town.", "families to leave town."),
        ('"No comment," said Paul Orme.', '"No comment,"'),
        ('"Never," Paul Orme replied.', '"Never,"'),
    ],
)
def test_a_short_clause_and_a_short_quotation_are_statements(text: str, words: str) -> None:
    assert said(text) == [words]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('Emil Tanaka called it "wasteful" on Monday.', 'called it "wasteful"'),
        ('Dora Lindqvist described him as "a saint".', 'described him as "a saint"'),
        ('Critics call them "paper boats".', 'call them "paper boats"'),
    ],
)
def test_a_fragment_is_shown_with_its_verb(text: str, shown: str) -> None:
    assert said(text) == [shown]
    assert [s.kind for s in statements(text)] == [StatementKind.MIXED]


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        ("profits fell", True),
        ("the bill", False),
        ("theirs had doubled", True),
        ("the officiating", False),
        ("it’s over", True),
        ("Lindqvist’s allegations", False),
        ("they hope for a strike", True),
        ("the hope of a strike", False),
        ("to cooperate", False),
        ("rents rise", True),
        ("a sharp rise in rents", False),
        ("we won’t go", True),
    ],
)
def test_a_clause_has_a_finite_verb(words: str, clause: bool) -> None:
    assert has_finite_verb(words) is clause


@pytest.mark.parametrize(
    ("cue", "level"),
    [
        ("said", Reports.YES),
        ("has repeatedly insisted", Reports.YES),
        ("according to", Reports.YES),
        ("denies", Reports.YES),
        ("was", Reports.NO),
        ("has", Reports.NO),
        ("bought", Reports.NO),
        ("yodelled", Reports.UNKNOWN),
    ],
)
def test_verbs_report_or_do_something_else(cue: str, level: Reports) -> None:
    assert reports(cue) is level


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ana Maric vowed to fight the closure of the old mill in court.", True),
        ("Ana Maric plans to found a party of her own in the spring.", False),
        ("Ana Maric intends to sell the old mill to a rival next year.", False),
    ],
)
def test_what_somebody_means_to_do_was_not_said(text: str, said: bool) -> None:
    assert bool(statements(text)) is said
