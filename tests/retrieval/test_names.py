"""Names are found in a text, each with the longest form that the text has for it."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.text.person_names import last_part, mentions
from tests.retrieval.texts import texts


@given(texts)
def test_every_mention_is_a_slice_and_none_overlap(text: str) -> None:
    at = 0
    for mention in mentions(text):
        assert at <= mention.span.start
        assert mention.span.cut(text).strip()
        assert mention.name in text
        at = mention.span.end


def named(text: str) -> list[tuple[str, str]]:
    return [(m.span.cut(text), m.name) for m in mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Maric came.", [("Ana Maric", "Ana Maric")]),
        ("We met President Ana Maric there.", [("Ana Maric", "Ana Maric")]),
        ("We met Mr. Reed there.", [("Reed", "Reed")]),
        ("Ana Maric came. Then Maric left.", [("Ana Maric", "Ana Maric"), ("Maric", "Ana Maric")]),
        ("Later Maric came. It was Ana Maric.", [("Maric", "Ana Maric"), ("Ana Maric", "Ana Maric")]),
        ("US Ambassador to Serbia Christopher Hill came.", [("Christopher Hill", "Christopher Hill")]),
        ("He met Sen. Ana Maric there.", [("Ana Maric", "Ana Maric")]),
        ("They saw that Ana Maric Says Hill Left.", [("Ana Maric", "Ana Maric"), ("Hill Left", "Hill Left")]),
        ("It is in Everything Maric Says.", [("Maric", "Maric")]),
        ("We met George Will there.", [("George Will", "George Will")]),
        (
            "He left the Bank of England. It lies in England.",
            [("Bank of England", "Bank of England"), ("England", "England")],
        ),
        (
            "He is at the Center for Strategic and International Studies.",
            [("Center for Strategic and International Studies", "Center for Strategic and International Studies")],
        ),
        (
            "It is at the Ministry of Foreign Affairs and at the Department of the Interior.",
            [
                ("Ministry of Foreign Affairs", "Ministry of Foreign Affairs"),
                ("Department of the Interior", "Department of the Interior"),
            ],
        ),
        ("We met Dr. Martin Luther King Jr. there.", [("Martin Luther King Jr", "Martin Luther King Jr")]),
        ("The House of Ana Maric fell.", [("House of Ana Maric", "House of Ana Maric")]),
        ("It is Ana Maric’s house.", [("Ana Maric", "Ana Maric")]),
        ("We met Ursula von der Leyen there.", [("Ursula von der Leyen", "Ursula von der Leyen")]),
        ("We met Ludwig van Beethoven there.", [("Ludwig van Beethoven", "Ludwig van Beethoven")]),
        ("Aleksandar Vučić came.", [("Aleksandar Vučić", "Aleksandar Vučić")]),
        ("We met Vuc\u030cic\u0301 there.", [("Vuc\u030cic\u0301", "Vuc\u030cic\u0301")]),
        ("Rivers rose on Monday in June.", []),
        ("However, rivers rose.", []),
    ],
)
def test_these_names_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_a_word_that_opens_a_sentence_is_a_name_only_if_printed_inside_one_too() -> None:
    assert named("Rivers rose. Belgrade slept.") == []
    assert [n for _, n in named("Belgrade slept. All of Belgrade.")] == ["Belgrade", "Belgrade"]


def test_a_surname_means_the_person_named_in_full() -> None:
    assert [n for _, n in named("We met Ana Maric. Then Maric left.")] == ["Ana Maric", "Ana Maric"]


def test_a_surname_of_two_people_stays_open() -> None:
    text = "We met Ana Maric. Then Maric left. We met Ivo Maric. Then Maric spoke."
    assert [n for _, n in named(text)] == ["Ana Maric", "Maric", "Ivo Maric", "Maric"]


@pytest.mark.parametrize(("name", "expected"), [("Ana Marić", "maric"), ("Maric", "maric"), ("the mayor", "mayor")])
def test_the_last_part_is_folded(name: str, expected: str) -> None:
    assert last_part(name) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was Lumenco CEO Petra Lindqvist who left.", "Petra Lindqvist"),
        ("We met Daily Ledger Editor-in-Chief Owen Pryce there.", "Owen Pryce"),
        ("Broadcaster Nadia Hale left.", "Nadia Hale"),
        ("Cellist Yara Nassar left.", "Yara Nassar"),
        ("He saw Midfielder Tomas Brandt there.", "Tomas Brandt"),
        ("He saw Hawks QB Darnell Foley there.", "Darnell Foley"),
        ("They asked Deputy Attorney for the State of Oregon Julia Marsh there.", "Julia Marsh"),
        ("He met Minister for Children and Families Rosa Whitlock there.", "Rosa Whitlock"),
        ("He met Utah Republican Dale Whitcomb there.", "Dale Whitcomb"),
        ("He met Tory Owen Fenwick there.", "Owen Fenwick"),
        ("He met Labour MP Rachel Stott there.", "Rachel Stott"),
        ("He met Rachel Stott MP there.", "Rachel Stott"),
        ("Yesterday the Welshman Rhys Morgan left.", "Rhys Morgan"),
        ("He met Kenyan Peter Koech there.", "Peter Koech"),
        ("He met Ulsterman Rory Quinn there.", "Rory Quinn"),
        ("He met Dame Agnes Thorne there.", "Agnes Thorne"),
        ("He met Prime Minister Berisha there.", "Berisha"),
        ("He met President Ji Weiming there.", "Ji Weiming"),
    ],
)
def test_a_name_begins_behind_its_titles_parties_papers_and_places(text: str, name: str) -> None:
    assert named(text)[-1] == (name, name)


@pytest.mark.parametrize(
    "name",
    [
        "Sacha Baron Ellis",
        "Stephen King",
        "Thomas Haden Clarke",
        "Paris Whitley",
        "George Will",
        "Hassan Said",
        "Nguyen Thi Hoa",
        "J. Robert Marsh",
        "JP Mason",
        "Robert De Niro",
        "Jean-Pierre Morel",
        "Khalid al-Harbi",
        "Mohammed bin Faisal",
        "General Motors",
        "Justice Department",
        "Great American Music Hall",
        "Victoria Station",
        "Steve Harmon Trust",
    ],
)
def test_a_name_is_not_cut_in_two(name: str) -> None:
    assert named(f"On Friday they wrote to {name} again.") == [(name, name)]


@pytest.mark.parametrize(
    ("text", "form", "full"),
    [
        ("We met Bill de Castro. Later de Castro left.", "de Castro", "Bill de Castro"),
        ("We met Anna von der Heide. Later von der Heide left.", "von der Heide", "Anna von der Heide"),
        ("We met Omar al-Hariri. Later al-Hariri left.", "al-Hariri", "Omar al-Hariri"),
        ("We met Omar el-Nasser. Nasser left.", "Nasser", "Omar el-Nasser"),
        ("We met Ines Marlow-Reyes. Later Marlow Reyes left.", "Marlow Reyes", "Ines Marlow-Reyes"),
        ("We met Li Keqiang. Then Li left.", "Li", "Li Keqiang"),
        ("We met Kim Jae Sung there. Then Kim left.", "Kim", "Kim Jae Sung"),
        ('We met Dwayne Porter. "I like Dwayne," she said.', "Dwayne", "Dwayne Porter"),
        ("We met Margaret Lund-Carver. Then MLC left.", "MLC", "Margaret Lund-Carver"),
        ("We met Robert Fitzgerald Kane. Then RFK left.", "RFK", "Robert Fitzgerald Kane"),
        ("We met Boris Johnson. BoJo left.", "BoJo", "Boris Johnson"),
        ("He read The Gaze. Later the Gaze apologised.", "Gaze", "The Gaze"),
    ],
)
def test_the_forms_that_one_text_has_of_a_name_are_joined(text: str, form: str, full: str) -> None:
    assert (form, full) in named(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("We met Ian Holt and Ian Marsh. Then Ian left.", "Ian"),
        ("We met Paris Whitley. It rained in Paris.", "Paris"),
        ("He read The Gaze. Later Gaze left.", "Gaze"),
        ("We met Ivo Quill and Ivo Quist. Then IQ left.", "IQ"),
    ],
)
def test_a_form_that_may_mean_something_else_stays_as_printed(text: str, form: str) -> None:
    assert (form, form) in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "Later the Scot left.",
        "The Northern Irishman left.",
        "Most Gibraltarians left.",
        "The PM met an MEP and the MPs.",
        "Votes were cast. Figures show it.",
        "On Sunday and in August it rains.",
        "He met the Trade Secretary and the Conservative Party Co-Chairman.",
        "They left in a London-based plane.",
        'She said: "Clearly it rains."',
        "The Committee met.",
        "RIVERTON COUNCIL VOTES ON POOL CLOSURE",
    ],
)
def test_peoples_offices_days_and_common_words_are_no_names(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We met Jeff Noon and Anthony Hale.", ["Jeff Noon", "Anthony Hale"]),
        ("At the Ministry of Health Jeff Noon and Ann Hale spoke.", ["Ministry of Health", "Jeff Noon", "Ann Hale"]),
        ("He wrote to Ernst & Young there.", ["Ernst & Young"]),
        (
            "The Organisation for Maritime Co-operation and Rescue met.",
            ["Organisation for Maritime Co-operation and Rescue"],
        ),
        ("They asked the Department for Culture, Media and Sport.", ["Department for Culture, Media and Sport"]),
        ("He read it in the Sunday Courier.", ["Sunday Courier"]),
        ("On Monday Calvex left. Often Calvex is late.", ["Calvex", "Calvex"]),
    ],
)
def test_pairs_are_two_names_and_institutions_one(text: str, names: list[str]) -> None:
    assert [n for _, n in named(text)][: len(names)] == names


def test_a_verb_that_is_a_name_stays_with_its_surname() -> None:
    assert named("They know that Will Harper left.") == [("Will Harper", "Will Harper")]
    assert named("They met June Hale in June.") == [("June Hale", "June Hale")]


def test_an_adjective_before_a_name_is_no_part_of_it() -> None:
    assert named("Later Oscar-nominated Nadia Hale left.") == [("Nadia Hale", "Nadia Hale")]
    assert named("Later the Oslo-based Calvex left.") == [("Calvex", "Calvex")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chiefs QB Tom Reyes threw the ball on Sunday.", "Tom Reyes"),
        ("Rivals of Jets DE Paul Hollin cheered.", "Paul Hollin"),
        ("Singer Molly Dane, who has a new album, wrote to fans.", "Molly Dane"),
        ("Comedian Sarah German wept.", "Sarah German"),
        ("JP Mason met George HW Bush.", "JP Mason"),
        ("Most left. As The Lantern reported, it rained.", "The Lantern"),
    ],
)
def test_a_position_is_no_initial_and_a_surname_no_people(text: str, name: str) -> None:
    assert name in [m.name for m in mentions(text)]


@pytest.mark.parametrize(
    ("short", "long"), [("Telekom", "Deutsche Telekom"), ("Mobile", "Virgin Mobile"), ("Tesco", "Dublin Tesco")]
)
def test_what_is_printed_short_first_has_no_longer_form(short: str, long: str) -> None:
    text = f"On Monday {short} said sales fell. The maker of {long} left. Then {short} cut jobs."
    assert [m.name for m in mentions(text)] == [short, long, short]
    later = f"On Monday the maker of {long} left. Then {short} cut jobs."
    assert [m.name for m in mentions(later)] == [long, long]
