"""Sentences that tempt a reader to name the wrong speaker: no speaker is better than a wrong one."""

from __future__ import annotations

import pytest

from retrieval.domain.article import KnownBy, StatementKind
from tests.retrieval.reading import statements

INTRODUCED = "Christopher Hill met Aleksandar Vucic and Donald Trump.\n"


def given_to(text: str, name: str) -> list[str]:
    """Return the words that the reader attributes to `name`."""
    whole = INTRODUCED + text
    return [
        piece.cut(whole)
        for statement in statements(whole)
        if any(name in speaker.name for speaker in statement.speakers if speaker.how is not KnownBy.ROLE)
        for piece in statement.content
    ]


@pytest.mark.parametrize(
    ("text", "name", "never"),
    [
        ("Hill denied that he took bribes from Moscow.", "Hill", "bribes"),
        ("“I hate this country and all of it,” Hill denied saying.", "Hill", "hate"),
        ("It is untrue that Hill said that Kosovo is Serbia.", "Hill", "Kosovo"),
        ("If Hill said that the war was lost, he would be fired.", "Hill", "lost"),
        ("Neither Hill nor Vucic said that the war would end.", "Vucic", "war"),
        ("Nobody but Hill said that the war would end.", "Hill", "war"),
        ('A reporter asked, "Are you a crook?" Hill said he was not.', "Hill", "crook"),
        ('Protesters shouted "Down with NATO!" Hill said he was leaving.', "Hill", "NATO"),
        ('"I am done with this," Hill said. "You are a liar," Vucic shouted.', "Hill", "liar"),
        ('"I am done with this," Hill said. "You are a liar!" Vucic shouted.', "Hill", "liar"),
        ('Hill said, walking past a banner that read "Death To Traitors."', "Hill", "Death"),
        ('Hill said, quoting Stalin, "Death solves all problems."', "Hill", "Death"),
        ('Hill wrote a book called "How To Betray Everyone You Know."', "Hill", "Betray"),
        ('Hill announced the winner of "Strictly Come Dancing With Everyone."', "Hill", "Dancing"),
        ('"He will win it again," said a Trump aide who asked not to be named.', "Trump", "win"),
        ('The lawyer who represents Hill said: "We will sue all of them."', "Hill", "sue"),
        ('An actor playing Hill said: "We will sue all of them."', "Hill", "sue"),
        ('The campaign against Hill said: "We will sue all of them."', "Hill", "sue"),
        ('The office of Mr. Hill said: "We will sue all of them."', "Hill", "sue"),
        ("Hill said that Ukraine is critical, while Vucic said that Serbia is neutral.", "Hill", "neutral"),
        ("A spokesman for Mr. Hill said the report was false.", "Hill", "false"),
        ("“It is false,” said a spokeswoman for Governor Hill.", "Hill", "false"),
        ("An aide to Senator Hill said the report was false.", "Hill", "false"),
        ("President Hill did not say “I hate farmers.”", "Hill", "farmers"),
        ("Hill has never said that he would resign.", "Hill", "resign"),
        ("Hill has yet to say that he will run.", "Hill", "run"),
        ("Hill stopped short of saying that they would not go.", "Hill", "go"),
        ("“I hate farmers,” Hill never said.", "Hill", "farmers"),
        ("Hill would not say whether he would run.", "Hill", "run"),
        ("If Mr. Hill said that the war was lost, he would be fired.", "Hill", "lost"),
        ("It is untrue that Mr. Hill said that Kosovo is Serbia.", "Hill", "Kosovo"),
        ("It is not true that Hill said the vote was stolen.", "Hill", "stolen"),
        ("Neither Mr. Hill nor Mr. Vucic said that the war would end.", "Vucic", "war"),
        ("At no point did Hill say that the war was lost.", "Hill", "lost"),
        ("It is untrue that the ambassador, Christopher Hill, said that Kosovo is Serbia.", "Hill", "Kosovo"),
        ("Did Mr. Hill say that the plan was illegal? The tape is unclear.", "Hill", "illegal"),
        ("Mr. Hill allegedly said that the plan was “for sale.”", "Hill", "sale"),
        ("Hill is expected to say that the plan is dead.", "Hill", "dead"),
        ("The claim that Hill said “I love Moscow” is false.", "Hill", "Moscow"),
        ("“Who paid you?” a reporter asked Hill. “My wife,” Hill said.", "Hill", "Who paid"),
        ("“You're a liar!” a heckler shouted at Hill. “Sit down,” Hill said.", "Hill", "liar"),
        ("“Are you well?” asked Vucic. “Yes,” said Hill.", "Hill", "well"),
        ("“We will go on,” said Hill. “We will never stop.\n“They are finished,” said Vucic.", "Hill", "finished"),
        ("According to Hill, it will cost a million euros. The mayor put it at 20 million.", "Hill", "20"),
        ("Hill blamed the state. Vucic blamed Hill for all of it.", "Hill", "Vucic blamed"),
        ("CLAIM: Hill said it all.\nVERDICT: He never said a word of it.", "VERDICT", "never"),
        ("Three of the men, not including Mr. Hill, said it was false.", "Hill", "false"),
        ('Angela Merkel nodded. "I disagree with him on all of it," she said.', "Hill", "disagree"),
    ],
)
def test_words_are_not_given_to_somebody_who_did_not_say_them(text: str, name: str, never: str) -> None:
    assert not [piece for piece in given_to(text, name) if never in piece]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"Is it over?" Hill said.', '"Is it over?"'),
        ('"It is over," Hill said. "Nobody will help us now."', '"Nobody will help us now."'),
        ('Hill told reporters in Belgrade on Monday: "It is over."', '"It is over."'),
        ("Hill said that Ukraine is critical, while Vucic said that Serbia is neutral.", "that Ukraine is critical"),
        ('"It is over," said Hill on Friday.', '"It is over,"'),
        ("Hill did not hesitate to say that he would run.", "that he would run."),
        ("Hill said he would not run.", "he would not run."),
        ("Had he known, Hill said, he would have stayed.", "he would have stayed."),
        ("“We do not want war,” Hill was quoted as saying by the agency.", "“We do not want war,”"),
        ("Hill denied the charge: “I took no money.”", "“I took no money.”"),
        ("“No,” Hill replied.", "“No,”"),
        ("“I have seen the cracks.”\n— Christopher Hill", "“I have seen the cracks.”"),
    ],
)
def test_a_persons_own_words_stay_theirs(text: str, words: str) -> None:
    assert words in given_to(text, "Hill")


def test_two_people_of_one_surname_are_not_mixed_up() -> None:
    text = 'Vucic came with his wife, Tamara Vucic. "I am glad of it all," Vucic said.'
    whole = INTRODUCED + text
    (said,) = [s for s in statements(whole) if s.kind is StatementKind.DIRECT]
    assert [speaker.name for speaker in said.speakers] == ["Vucic"]


def test_a_quotation_within_a_statement_is_not_the_speakers_direct_words() -> None:
    whole = INTRODUCED + 'Hill told reporters his enemy Vucic once screamed: "Serbs must die for this."'
    his = [s for s in statements(whole) if any("Hill" in p.name for p in s.speakers)]
    assert not [s for s in his if s.kind is StatementKind.DIRECT]
    assert all("Vucic once screamed" in c.cut(whole) for s in his for c in s.content if "die" in c.cut(whole))


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("President Joe Biden flew to Texas. He waved. “It is safe,” the vice president said.", "the vice president"),
        ("Governor Greg Abbott signed it. “It is a bad law,” said the former governor.", "the former governor"),
        ("Senator Ted Brown spoke to Senator Amy Clark. “I am tired,” the senator said.", "the senator"),
        ("Dr. Sara Lind told Dr. Paul Finch about it. “They are clean,” the doctor said.", "the doctor"),
    ],
)
def test_a_similar_or_shared_office_is_not_the_person(text: str, whole: str) -> None:
    (said,) = [s for s in statements(text) if s.kind is StatementKind.DIRECT]
    assert [speaker.name for speaker in said.speakers] == [whole]


@pytest.mark.parametrize(
    "text",
    [
        "“You sold us out!” a woman shouted at Senator Ted Brown.",
        "“Rates will stay where they are,” the Bank of England’s governor, Andrew Bailey, said.",
        "“It was a good call,” Trump wrote on Truth Social.",
        "A man shouted: “Shame!” Lopez did not turn.",
    ],
)
def test_a_name_next_to_a_quotation_is_not_part_of_it(text: str) -> None:
    (said,) = statements(text)
    assert [piece.cut(text)[:1] + piece.cut(text)[-1:] for piece in said.content] == ["“”"]


@pytest.mark.parametrize(
    ("text", "never", "who"),
    [
        (
            "Ann Lee said it had lapsed.\nCouncilwoman Iris Fong denies that. “We had four of them,” she said.",
            "Ann Lee",
            ["Iris Fong"],
        ),
        (
            "Ann Lee said it was late.\nA spokeswoman for the ferry said more would run. “We carry many,” she said.",
            "Ann Lee",
            ["she"],
        ),
        ("“I am sorry,” Bob Stone told Ann Lee. “So you should be,” she replied.", "Bob Stone", ["Ann Lee"]),
        ("“We lost,” said Ann Lee. “We won,” said Sue Park. “It was close,” she added.", "Ann Lee", ["Sue Park"]),
        (
            "Ministers Paolo Bianchi and Rosa Neri came.\nHer spokesman, Aldo Serra, was there. “Never,” he said.",
            "Paolo Bianchi",
            ["Aldo Serra"],
        ),
    ],
)
def test_a_pronoun_means_the_speaker_of_its_paragraph(text: str, never: str, who: list[str]) -> None:
    last = statements(text)[-1]
    assert [speaker.name for speaker in last.speakers] == who
    assert never not in who


def test_words_that_are_said_to_be_unsaid_are_nobodys() -> None:
    text = "Finance minister Ned Farrow did not say “taxes will rise”, his office said on Sunday."
    assert not [piece for said in statements(text) for piece in said.content if "taxes" in piece.cut(text)]


@pytest.mark.parametrize(
    "surname", ["Sørensen", "Thøgersen", "Æbelø", "Łukasz", "Đoković", "Œhler", "Þórsson", "Ibáñez"]
)
def test_letters_outside_ascii_do_not_change_the_speaker(surname: str) -> None:
    """The encoder has no pieces for letters like đ and æ; such words once went to the person named before."""
    text = (
        "Mayor Adaeze Okafor opened the meeting on the flood wall.\n"
        f"Marta {surname}, a baker whose shop on Quay Lane was "
        'flooded twice, said she welcomed the vote. "It is late, but it is something," she said.'
    )
    said = [s for s in statements(text) if "late" in s.content[0].cut(text)]
    assert [p.name for s in said for p in s.speakers] == [f"Marta {surname}"]
