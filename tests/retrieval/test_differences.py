"""What articles of one story print differently, and what only looks like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retrieval.domain.article import Article, KnownBy, Span, Speaker, Statement, StatementKind, StoredStatement
from retrieval.domain.reply import Difference, DifferenceKind
from retrieval.stories.differences.finding import find_differences

NOON = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)


def article(name: str, text: str, published: datetime | None = NOON, copy_of: str | None = None) -> Article:
    return Article(
        id=name, revision=1, text=text, added=NOON, published=published, copy_of=copy_of, publisher=f"The {name} paper"
    )


def differing(one: str, other: str) -> list[tuple[str, ...]]:
    """Return the stretches that differ, of each difference."""
    return list(map(stretches, find_differences([article("one", one), article("other", other)])))


def stretches(difference: Difference) -> tuple[str, ...]:
    return tuple(side.focus[0].cut(side.article.text) for side in difference.sides)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            "Twelve people were killed when a bus plunged into a river near Harbour City.",
            "Fifteen people died after a bus fell into a river near Harbour City, rescuers said.",
            ("Twelve people", "Fifteen people"),
        ),
        (
            "At least 12 people were killed when a bomb exploded in a market in Dorvan on Monday, police said.",
            "A blast at a market in Dorvan left eight people dead on Monday, officials said.",
            ("At least 12 people", "eight people"),
        ),
        (
            "The bank will pay a fine of 40 million euros to settle the case, the regulator said.",
            "The regulator said the bank had agreed to pay a fine of 55 million euros to settle the case.",
            ("40 million euros", "55 million euros"),
        ),
        (
            "Two people were killed and five injured in the explosion at the chocolate factory.",
            "Five people were injured and three died in the blast at the chocolate factory.",
            ("Two people", "three"),
        ),
        (
            "The council appointed Petra Lindqvist as director of the port authority on Tuesday.",
            "Marta Oyelaran was appointed director of the port authority by the council on Tuesday.",
            ("Petra Lindqvist", "Marta Oyelaran"),
        ),
        (
            "The bridge over the Sava will reopen to traffic on 12 April, the ministry said.",
            "The ministry said the bridge over the Sava would be opened to traffic again on 19 April.",
            ("12 April", "19 April"),
        ),
        (
            "The ministry confirmed that its servers had been hacked over the weekend.",
            "The ministry denied that its servers had been hacked over the weekend.",
            ("servers", "denied that its servers"),
        ),
        (
            "Parliament approved the budget on Thursday after a long debate.",
            "Parliament rejected the budget on Thursday after a long debate.",
            ("approved", "rejected"),
        ),
    ],
)
def test_a_difference_is_found_in_other_words(one: str, other: str, expected: tuple[str, str]) -> None:
    assert differing(one, other) == [expected]
    assert differing(other, one) == [expected[::-1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("At least 12 people were killed in the blast in Dorvan.", "The blast in Dorvan killed 15 people."),
        (
            "Some 400 people were evacuated from Lenz after the dam burst.",
            "403 people were evacuated from Lenz after a dam burst.",
        ),
        (
            "Twelve people were injured in the fire at the Orlin.",
            "Fifteen people were injured or killed in the fire at the Orlin.",
        ),
        ("Twelve people died in the fire at the Orlin hotel.", "Three children died in the fire at the Orlin hotel."),
        (
            "Turnout in the vote was 61 percent, the commission said.",
            "The commission put turnout in the vote at 60.8 percent.",
        ),
        ("The bank will pay 40 million euros to settle the case.", "The bank will pay $44 million to settle the case."),
        (
            "Lumenco profit rose 12 percent in the first quarter.",
            "Lumenco profit rose 15 percent in the second quarter.",
        ),
        ("Police arrested 23 protesters in Lenz on Monday.", "Police arrested 31 protesters in Lenz on Sunday."),
        ("The quake damaged 300 houses in Lenz.", "The quake damaged 120 houses in Dorvan."),
        ("The minister said on Monday the plant would close.", "On Tuesday the minister said the plant would close."),
        (
            "The council appointed Petra Lindqvist as director of the port.",
            "Ms Lindqvist was named director of the port by the council.",
        ),
        ("The army denied that its forces had shelled the school.", "The rebels said the army had shelled the school."),
        ("The mayor said no one had been hurt in the crash.", "Nobody was hurt in the crash, the mayor said."),
        ("Parliament rejected the budget on Thursday.", "The budget was voted down in parliament on Thursday."),
        (
            "The storm killed 12 people in villages along the northern coast, officials said on Monday.",
            "Officials said on Monday that 15 people were killed in villages along the northern coast by the second "
            "storm.",
        ),
        # Two papers' bulletins on one market, an hour apart or not.
        (
            "Shares on the Dorvan exchange rose by 1.2 percent on Monday as banks led the gains.",
            "Shares on the Dorvan exchange rose by 0.7 percent on Monday as banks led the gains.",
        ),
        (
            "Gold was fixed at 412.30 dollars an ounce on Monday, down from 414.10 dollars on Friday.",
            "Gold was fixed at 411.75 dollars an ounce on Monday, down from 414.10 dollars on Friday.",
        ),
        (
            "The company failed to reach an agreement with the unions.",
            "The company did not reach an agreement with the unions.",
        ),
    ],
)
def test_what_both_may_truly_print_is_no_difference(one: str, other: str) -> None:
    assert differing(one, other) == []


def test_a_toll_that_grew_between_two_reports_is_no_difference() -> None:
    early = article("early", "Twelve people were killed when a bus plunged into a river near Harbour City.")
    late = article(
        "late", "Fifteen people died after a bus fell into a river near Harbour City.", NOON + timedelta(hours=9)
    )
    assert find_differences([early, late]) == ()
    assert find_differences([early, replace(late, published=NOON + timedelta(hours=1))])


def test_a_number_that_the_other_article_prints_too_is_no_difference() -> None:
    one = "Twelve people were killed when a bus plunged into a river near Harbour City."
    other = "Fifteen people died after a bus fell into a river near Harbour City. The mayor put the dead at 12 people."
    assert differing(one, other) == []


def test_copies_of_one_report_count_as_one() -> None:
    one = article("one", "Twelve people were killed when a bus plunged into a river near Harbour City.")
    copy = article(
        "copy", "Fifteen people were killed when a bus plunged into a river near Harbour City.", copy_of="one"
    )
    assert find_differences([one, copy]) == ()


def test_reports_on_two_subjects_in_the_same_form_do_not_differ() -> None:
    form = "Profits of {} Corp rose. The notes are priced to yield {} basis points more than Treasury notes."
    assert differing(form.format("Lumenco", 30), form.format("Harbex", 94)) == []


def quoted(name: str, words: str) -> tuple[Article, StoredStatement]:
    said = article(name, f"“{words}” Ana Brandt said.")
    content = (Span(1, 1 + len(words)),)
    speakers = (Speaker("Ana Brandt", KnownBy.NAME),)
    return said, StoredStatement(said, Statement(content, StatementKind.DIRECT, None, speakers, 1.0))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("We will never sell the port to anybody who asks for it,", [("give up", "sell")]),
        ("We will never give up the port to anybody,", []),
        ("We will never [part with] the port to anybody who asks for it,", []),
    ],
)
def test_two_wordings_of_one_quote_are_a_difference_and_a_cut_is_none(words: str, found: list[tuple[str, str]]) -> None:
    both = [quoted("one", "We will never give up the port to anybody who asks for it,"), quoted("other", words)]
    differences = find_differences([a for a, _ in both], [s for _, s in both])
    assert list(map(stretches, differences)) == found
    assert all(d.kind is DifferenceKind.WORDING for d in differences)


def test_only_different_papers_that_are_known_differ() -> None:
    one = article("one", "Twelve people were killed when a bus plunged into a river near Harbour City.")
    other = article("other", "Fifteen people died after a bus fell into a river near Harbour City, rescuers said.")
    assert find_differences([one, other])
    assert not find_differences([one, replace(other, publisher=one.publisher)])
    assert not find_differences([one, replace(other, publisher=None)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Dorvan council approved the first part of it.", "The Dorvan council rejected the second part of it."),
        ("The Arvel index rose in early trading on Monday.", "The Arvel index fell in late trading on Monday."),
        ("The Dorvan bridge will open to cars in May.", "The Dorvan bridge will not open to trucks in May."),
        ("The court will hear the first witness in May.", "The court will not hear the second witness in May."),
        (
            "The Dorvan council will pay 20 million euros for the new hospital.",
            "The Dorvan council will pay 35 million euros for the new school.",
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_two_things_is_no_difference(one: str, other: str) -> None:
    assert differing(one, other) == []
