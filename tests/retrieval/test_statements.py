"""Statements and their speakers: one small invented text for each rule."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings

from retrieval.domain.article import KnownBy, Statement, StatementKind
from tests.retrieval.reading import statements
from tests.retrieval.texts import marks, texts

HILL, MARIC, BOTH = ("Christopher Hill",), ("Ana Maric",), ("Christopher Hill", "Ana Maric")


def read(text: str) -> list[Statement]:
    return statements(text)


def said(text: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the speakers and the pieces of each statement."""
    return [(tuple(p.name for p in s.speakers), tuple(c.cut(text) for c in s.content)) for s in read(text)]


@pytest.mark.parametrize(
    ("text", "who", "pieces"),
    [
        ('"It is over," said Christopher Hill.', HILL, ('"It is over,"',)),
        ('"It is over," Christopher Hill said.', HILL, ('"It is over,"',)),
        ("“It is over”, said Christopher Hill.", HILL, ("“It is over”",)),
        ("«It is over», said Christopher Hill.", HILL, ("«It is over»",)),
        ('Christopher Hill said: "It is over."', HILL, ('"It is over."',)),
        ('Christopher Hill told reporters on Monday: "It is over."', HILL, ('"It is over."',)),
        ('"It is over," Christopher Hill, the envoy, said.', HILL, ('"It is over,"',)),
        ('"It is over," said US Ambassador Christopher Hill.', HILL, ('"It is over,"',)),
        ('"It is over," said Janes analyst Christopher Hill.', HILL, ('"It is over,"',)),
        ('"It is over," Hill said. Christopher Hill left.', HILL, ('"It is over,"',)),
        ('"It is over," Christopher Hill also said.', HILL, ('"It is over,"',)),
        ('"It is over," Christopher Hill told Ana Maric.', HILL, ('"It is over,"',)),
        ('"It is over," said Christopher Hill to Ana Maric.', HILL, ('"It is over,"',)),
        ('"It is over," said Christopher Hill and Ana Maric.', BOTH, ('"It is over,"',)),
        ('"It is over," Christopher Hill and Ana Maric said.', BOTH, ('"It is over,"',)),
        ('"It is over," Hill said. "Nobody helps." Christopher Hill left.', HILL, ('"It is over,"', '"Nobody helps."')),
        ('"It is over," Christopher Hill said, "and cold."', HILL, ('"It is over,"', '"and cold."')),
        ('"It is over," Aleksandar Vučić said.', ("Aleksandar Vučić",), ('"It is over,"',)),
    ],
)
def test_direct_words_go_to_the_person_named_next_to_them(
    text: str, who: tuple[str, ...], pieces: tuple[str, ...]
) -> None:
    assert said(text) == [(who, pieces)]
    assert read(text)[0].kind is StatementKind.DIRECT


@pytest.mark.parametrize(
    ("text", "who", "clause", "kind"),
    [
        ("Christopher Hill said that it was over. It rained.", HILL, "that it was over.", StatementKind.INDIRECT),
        ("Christopher Hill told Ana Maric that it was over.", HILL, "that it was over.", StatementKind.INDIRECT),
        ('Christopher Hill said that it was "over".', HILL, 'that it was "over"', StatementKind.MIXED),
        ("It was over, according to Christopher Hill.", HILL, "It was over", StatementKind.INDIRECT),
    ],
)
def test_reported_words_are_the_clause_after_that(
    text: str, who: tuple[str, ...], clause: str, kind: StatementKind
) -> None:
    assert said(text) == [(who, (clause,))]
    assert read(text)[0].kind is kind


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ('"It is over," the mayor said.', "the mayor"),
        ('"It is over," said the Serbian leader.', "the Serbian leader"),
        ("The mayor said that it was over.", "The mayor"),
        ('The President of Serbia stated: "It is over."', "The President of Serbia"),
        ('"It is over," said a spokesman for Christopher Hill.', "a spokesman for Christopher Hill"),
    ],
)
def test_a_role_is_a_speaker_as_printed(text: str, role: str) -> None:
    (statement,) = read(text)
    (speaker,) = statement.speakers
    assert (speaker.name, speaker.how) == (role, KnownBy.ROLE)
    assert speaker.mention is not None
    assert speaker.mention.cut(text) == role


def test_he_is_the_last_named_speaker() -> None:
    text = 'Christopher Hill said that it was over. Then rain fell on Belgrade. "We go," he said.'
    statement = read(text)[-1]
    assert [(s.name, s.how) for s in statement.speakers] == [("Christopher Hill", KnownBy.PRONOUN)]


def test_he_stays_the_same_from_one_paragraph_to_the_next() -> None:
    text = 'Christopher Hill said that it was over.\n"We go," he said.\n"Now," he added.'
    assert [who for who, _ in said(text)] == [HILL, HILL, HILL]


def unresolved(text: str) -> bool:
    """Return whether the last statement's speaker is still the printed pronoun."""
    (speaker,) = read(text)[-1].speakers
    return speaker.how is KnownBy.PRONOUN and speaker.name.lower() in {"he", "she"} and read(text)[-1].confidence < 0.5


def test_a_pronoun_far_from_any_name_stays_as_printed() -> None:
    assert unresolved("Christopher Hill said that it was over.\n" + "Rain fell. " * 200 + '\n"We go," he said.')


def test_an_institution_is_not_he() -> None:
    assert unresolved('The White House said that it was over.\n"We go," he said.')


def test_he_stays_as_printed_if_nobody_is_named() -> None:
    assert unresolved('"We never saw any of it at all," he said.')


WORDS = '"We never saw any of it at all,"'


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (f"{WORDS} officials said in Belgrade. All of Belgrade was calm.", "officials"),
        (f"{WORDS} police said Tuesday after Christopher Hill left.", "police"),
        (f"{WORDS} said Christopher Hill's spokesman.", "Christopher Hill's spokesman"),
        (f"{WORDS} a friend of Christopher Hill said.", "a friend of Christopher Hill"),
        (f"{WORDS} somebody shouted at Christopher Hill.", "somebody"),
        (f"{WORDS} a senior official said.", "a senior official"),
    ],
)
def test_a_speaker_without_a_name_stays_as_printed(text: str, who: str) -> None:
    (spoken,) = [s for s in read(text) if "never saw" in s.content[0].cut(text)]
    assert [(s.name, s.how) for s in spoken.speakers] == [(who, KnownBy.ROLE)]


@pytest.mark.parametrize(
    "text",
    [
        f"Ana Maric praised Christopher Hill. {WORDS} she said.",
        f"Officials said Christopher Hill would go: {WORDS.replace(',', '.')}",
        f"Many wrote {WORDS.replace(',', '.')} Christopher Hill said that it rained.",
        f"{WORDS}",
    ],
)
def test_hill_is_not_taken_for_the_speaker(text: str) -> None:
    spoken = [s for s in read(text) if "never saw" in s.content[0].cut(text)]
    assert "Christopher Hill" not in {p.name for s in spoken for p in s.speakers}


def test_two_speakers_in_one_paragraph_keep_their_own_words() -> None:
    text = '"Close the bridge," Christopher Hill said. "Close it tonight," said Ana Maric. "Now," Hill added.'
    assert said(text) == [
        (HILL, ('"Close the bridge,"',)),
        (MARIC, ('"Close it tonight,"',)),
        (HILL, ('"Now,"',)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'They marched under the slogan "Serbia Against Violence."',
        'Christopher Hill read "War and Peace" there.',
        'Christopher Hill acts "neutrally."',
        "It rained.",
    ],
)
def test_slogans_titles_and_single_words_are_no_statements(text: str) -> None:
    assert read(text) == []


def test_a_verb_inside_a_quotation_reports_nothing() -> None:
    text = '"Ana Maric said that it rained," Christopher Hill said.'
    assert [who for who, _ in said(text)] == [HILL]


def test_quotations_inside_quotations_stay_inside() -> None:
    text = "Ana Maric said: «It is “over” for all of us here.»"
    assert said(text) == [(MARIC, ("«It is “over” for all of us here.»",))]


def test_an_unclosed_mark_gives_nobody_the_rest_of_the_paragraph() -> None:
    text = '"It is over for all of us here, Christopher Hill said.\n"Now," said Ana Maric.'
    assert [who for who, words in said(text) if "Now" in words[0]] == [MARIC]
    assert [who for who, words in said(text) if "Hill said" in words[0]] in ([], [()])


def test_the_cue_is_the_verb_as_printed() -> None:
    text = '"It is over," Christopher Hill added.'
    cue = read(text)[0].cue
    assert cue is not None
    assert cue.cut(text) == "added"


# No deadline: the first text loads the networks.
@settings(deadline=None)
@given(marks | texts)
@example('""SAID„0. "Y00E')
def test_any_text_is_read_without_an_error(text: str) -> None:
    statements = read(text)
    assert [s.content[0] for s in statements] == sorted(s.content[0] for s in statements)
    for statement in statements:
        assert all(c.cut(text).strip() for c in statement.content)
        assert all(a.end <= b.start for a, b in pairwise(statement.content))
        assert all(s.name.strip() for s in statement.speakers)
        assert 0 < statement.confidence <= 1


@settings(deadline=None)
@given(marks | texts)
@example('"Y\r"0.SAID')
@example('ANN: "No" - Karl Berg\nBEN: "Yes" - Ole Dahl')
def test_no_directly_quoted_word_is_given_to_two_people(text: str) -> None:
    direct = [c for s in read(text) if s.kind is StatementKind.DIRECT for c in s.content]
    assert all(a.end <= b.start for a, b in pairwise(sorted(direct)))
