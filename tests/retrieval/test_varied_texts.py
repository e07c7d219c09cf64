"""Texts made for the fit keep their labels on the words that they were on."""

from __future__ import annotations

from retrieval.fitting.altered import altered, edited
from retrieval.fitting.composed import TEMPLATES, composed, parsed
from retrieval.fitting.labels import LabelledArticle, LabelledAttribution

PEOPLE = ["Ada Brandt", "Ines Calder", "Otto Lund", "Mia Holm"]
TEXT = (
    "Peter Quill opened the bridge.\n\n“It will hold,” said Quill. He said the river was calm.\n\n"
    "“I doubt it,” said Laura Vane."
)


def labelled(text: str, *quotes: tuple[str, str, str]) -> LabelledArticle:
    def spans(printed: str) -> list[tuple[int, int]]:
        at = text.rindex(printed)
        return [(at, at + len(printed))]

    return LabelledArticle("a", text, tuple(LabelledAttribution(*map(spans, quote)) for quote in quotes))


def printed(article: LabelledArticle) -> list[tuple[str, str, str]]:
    return [
        (
            "|".join(article.text[a:b] for a, b in quote.source),
            "|".join(article.text[a:b] for a, b in quote.cue),
            "|".join(article.text[a:b] for a, b in quote.content),
        )
        for quote in article.quotes
    ]


def test_edits_move_the_labels_along() -> None:
    article = labelled(TEXT, ("Laura Vane", "said", "“I doubt it,”"))
    name = TEXT.index("Laura")
    moved = edited(article, [(0, 5, "Konstantin"), (name, name + 5, "Al"), (TEXT.rindex("said"), name - 1, "sobbed")])
    assert printed(moved) == [("Al Vane", "sobbed", "“I doubt it,”")]


def test_altered_articles_say_the_same_under_other_names() -> None:
    article = labelled(
        TEXT,
        ("Quill", "said", "“It will hold,”"),
        ("Laura Vane", "said", "“I doubt it,”"),
        ("He", "said", "the river was calm"),
    )
    texts = set()
    for seed in range(20):
        (changed,) = altered([article], PEOPLE, seed)
        texts.add(changed.text)
        (_, _, first), (source, _, second), (he, said, clause) = printed(changed)
        assert (first, second, he, said, clause) == (
            "“It will hold,”", "“I doubt it,”", "He", "said", "the river was calm",
        )  # fmt: skip
        assert source in {"Laura Vane", *PEOPLE}
    assert len(texts) > 10
    assert any("Laura" not in text for text in texts)
    assert any("\n" not in text for text in texts)


def test_tags_of_a_template_become_labels() -> None:
    made = parsed("t", "<s1>{A}</s1> (“<q1>No</q1>”) and <s2>{B}</s2> <c2>said</c2> <q2>yes</q2>.")
    assert made.text == "{A} (“No”) and {B} said yes."
    assert printed(made) == [("{A}", "", "No"), ("{B}", "said", "yes")]


def test_every_template_gives_texts_without_gaps() -> None:
    words = labelled(
        "“It will hold for years,” said Laura Vane. Otto said the old bridge was safe.",
        ("Laura Vane", "said", "“It will hold for years,”"),
        ("Otto", "said", "the old bridge was safe"),
    )
    made = composed(PEOPLE, [words], 7)
    assert len(made) >= len(TEMPLATES.splitlines())
    for text in made:
        assert not set("{}<>") & set(text.text)
        assert all(source and content for source, _, content in printed(text))
