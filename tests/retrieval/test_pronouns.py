"""A pronoun means one of the people named around it, or stays unresolved."""

from __future__ import annotations

import hashlib
import itertools
import time
from pathlib import Path

import numpy as np
import pytest

from retrieval.domain.article import Span
from retrieval.domain.errors import ModelUnusable
from retrieval.models.word_pieces import word_pieces
from retrieval.quotes.pronouns.features import FEATURE_COUNT, Floats, Gender, printed_gender
from retrieval.quotes.pronouns.network import (
    GIVEN_NAMES,
    LAYERS,
    PronounNetwork,
    gelu,
    packaged,
)
from retrieval.quotes.pronouns.resolver import (
    PIECES_AFTER,
    PIECES_BEFORE,
    PersonCandidate,
    PronounQuestion,
    PronounResolver,
    candidates,
    pronoun_question,
    shares_of,
)
from retrieval.text.person_names import mentions

GAP = Path(__file__).parents[3] / "shared" / "data" / "gap" / "dev.jsonl"


@pytest.fixture(scope="module")
def resolver() -> PronounResolver:
    return packaged()


def asked(text: str) -> tuple[str, Span]:
    """Return the text without the brackets, and the span that they marked."""
    start, end = text.index("["), text.index("]")
    return text[:start] + text[start + 1 : end] + text[end + 1 :], Span(start, end - 1)


def meant(resolver: PronounResolver, bracketed: str) -> str | None:
    text, pronoun = asked(bracketed)
    people = candidates(text, mentions(text))
    who, odds = resolver.choose(text, pronoun, people)
    assert 0 <= odds <= 1
    return None if who is None else people[who].name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # By gender.
        ("Mary Holm met Peter Lund on Monday. [She] said the talks were useful.", "Mary Holm"),
        ("Mary Holm met Peter Lund on Monday. [He] said the talks were useful.", "Peter Lund"),
        ("Mr. Aksoy and Mrs. Demir were there. “We will vote,” [she] said.", "Demir"),
        # A subject before an object.
        ("Peter Lund criticised Karl Berg on Monday. [He] also announced a new budget.", "Peter Lund"),
        ("Anna Holm wrote to Mary Lind after the vote. [She] had asked for a meeting.", "Anna Holm"),
        # The nearer of two subjects.
        ("Karl Berg spoke first. Peter Lund followed after lunch. [He] talked about the harvest.", "Peter Lund"),
        # A surname means the person named in full.
        ("Peter Lund, the minister, came on Monday. Lund was late. “I am sorry,” [he] said.", "Peter Lund"),
    ],
)
def test_a_pronoun_means(resolver: PronounResolver, text: str, expected: str) -> None:
    assert meant(resolver, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The harvest failed. [He] said so.",
        "The mayor of the town came late. “I know nothing,” [she] said.",
    ],
)
def test_without_a_name_nobody_is_meant(resolver: PronounResolver, text: str) -> None:
    assert meant(resolver, text) is None


def test_a_person_out_of_reach_is_not_meant(resolver: PronounResolver) -> None:
    filler = "The river rose by two metres overnight and the old bridge was closed. " * 40
    assert meant(resolver, f"Peter Lund came. {filler}Then [he] spoke.") is None


def test_distant_text_changes_nothing(resolver: PronounResolver) -> None:
    filler = "The river rose by two metres overnight and the old bridge was closed. " * 40
    text, pronoun = asked("Peter Lund criticised Karl Berg on Monday. [He] announced a budget.")
    long = filler + text + " " + filler
    at = Span(pronoun.start + len(filler), pronoun.end + len(filler))
    one = resolver.shares(long, at, candidates(long, mentions(long)))
    two = resolver.shares(long + filler, at, candidates(long, mentions(long)))
    assert one == two


def test_shares_add_up_to_less_than_one(resolver: PronounResolver) -> None:
    text, pronoun = asked("Peter Lund criticised Karl Berg, Jan Vik and Ole Dahl. [He] announced a budget.")
    shares = resolver.shares(text, pronoun, candidates(text, mentions(text)))
    assert len(shares) == 4
    assert 0 < sum(shares.values()) < 1


def test_an_unsure_resolver_names_nobody() -> None:
    text, pronoun = asked("Peter Lund met Karl Berg. [He] spoke.")
    people = candidates(text, mentions(text))

    def even(question: PronounQuestion) -> Floats:
        return np.zeros(len(question.places) + 1, np.float32)

    who, odds = PronounResolver(word_pieces(), even, enough=0.5).choose(text, pronoun, people)
    assert (who, round(odds, 3)) == (None, 0.333)
    who, odds = PronounResolver(word_pieces(), even, enough=0.3).choose(text, pronoun, people)
    assert (who, round(odds, 3)) == (0, 0.333)


def test_reading_is_linear_in_the_number_of_pronouns() -> None:
    tokenizer = word_pieces()
    sentence = "Peter Lund met Karl Berg at the bridge. He spoke of the harvest to Anna Holm and left. "

    def took(times: int) -> float:
        text = sentence * times
        people = candidates(text, mentions(text))
        spots = [Span(at, at + 2) for at in range(40, len(text), len(sentence))]
        began = time.process_time()
        for spot in spots:
            pronoun_question(text, spot, people, tokenizer)
        return time.process_time() - began

    took(20)
    short, long = min(took(100) for _ in range(2)), took(400)
    assert long < 8 * short


def test_a_window_is_bounded_and_holds_the_names() -> None:
    tokenizer = word_pieces()
    text = "Peter Lund met Jürgen Höß. He spoke. " * 200
    middle = len(text) // 2
    pronoun = Span(at := text.index("He", middle), at + 2)
    read = pronoun_question(text, pronoun, people := candidates(text, mentions(text)), tokenizer)
    assert len(read.ids) == len(read.roles) <= PIECES_BEFORE + PIECES_AFTER + 2
    assert read.features.shape == (len(read.places), FEATURE_COUNT)
    assert read.ids[read.asked] == tokenizer("he")[0][0]
    for (first, last), who in zip(read.places, read.whose, strict=True):
        assert list(read.ids[first : last + 1]) == tokenizer(people[who].name)[0]


@pytest.mark.parametrize(
    "text", ["[He]", "[he] said", "a\u200b [he]\n", "\ufeff[She] 👩🏽‍🚀", "قال [he] نعم", "[He]" + " " * 5000]
)
def test_odd_texts_are_read(resolver: PronounResolver, text: str) -> None:
    plain, pronoun = asked(text)
    assert resolver.choose(plain, pronoun, candidates(plain, mentions(plain))) == (None, 1.0)


def test_a_word_without_pieces_can_be_resolved(resolver: PronounResolver) -> None:
    text = "Peter Lund came. \u200b"
    who, _ = resolver.choose(text, Span(len(text) - 1, len(text)), [PersonCandidate("Peter Lund", (Span(0, 10),))])
    assert who in (0, None)


def test_one_person_is_one_candidate() -> None:
    text = "Hillary Clinton met Ivana Marić. Clinton left; Marić and Hillary stayed. Clinton Foundation"
    found = {c.name: [s.cut(text) for s in c.spans] for c in candidates(text, mentions(text))}
    assert found["Ivana Marić"] == ["Ivana Marić", "Marić"]
    assert found["Hillary Clinton"] == ["Hillary Clinton", "Clinton", "Hillary"]


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Mrs. Demir", Gender.FEMININE),
        ("spokesman Demir", Gender.MASCULINE),
        ("Chairwoman Demir", Gender.FEMININE),
        ("Dr. Demir", None),
        ("Demir", None),
    ],
)
def test_a_title_shows_the_gender(text: str, gender: Gender | None) -> None:
    assert printed_gender(text, [Span(text.index("Demir"), len(text))]) is gender


def test_titles_that_disagree_show_no_gender() -> None:
    text = "Mr. Demir and Mrs. Demir"
    assert printed_gender(text, [Span(4, 9), Span(19, 24)]) is None


def test_shares_are_summed_over_a_persons_places() -> None:
    text, pronoun = asked("Peter Lund met Karl Berg. Lund left. [He] spoke.")
    read = pronoun_question(text, pronoun, candidates(text, mentions(text)), word_pieces())
    shares = shares_of(np.log(np.array([1, 2, 3, 4], np.float32)), read)
    assert shares == {0: pytest.approx(0.4), 1: pytest.approx(0.2)}


def test_a_person_printed_with_the_other_gender_has_no_share() -> None:
    text, pronoun = asked("Mrs. Lind met Karl Berg. [He] spoke.")
    read = pronoun_question(text, pronoun, candidates(text, mentions(text)), word_pieces())
    assert shares_of(np.zeros(3, np.float32), read) == {0: 0, 1: 0.5}


def test_the_approximated_gelu_is_the_real_one() -> None:
    from math import erf

    x = np.linspace(-8, 8, 4001, dtype=np.float32)
    assert gelu(x) == pytest.approx([v * (1 + erf(v / 2**0.5)) / 2 for v in x.tolist()], abs=2e-6)


def test_a_person_with_a_given_name_of_the_other_gender_has_no_share() -> None:
    text, pronoun = asked("Olga Lind met Karl Berg. [He] spoke.")
    people = candidates(text, mentions(text))

    def even(question: PronounQuestion) -> Floats:
        return np.zeros(len(question.places) + 1, np.float32)

    def gender_of(name: str) -> Gender | None:
        return Gender.FEMININE if name.startswith("Olga") else None

    shares = PronounResolver(word_pieces(), even, gender_of).shares(text, pronoun, people)
    named = {people[who].name: share for who, share in shares.items()}
    assert named["Olga Lind"] == 0
    assert named["Karl Berg"] > 0
    titled, pronoun = asked("Mr. Olga Lind met Karl Berg. [He] spoke.")
    people = candidates(titled, mentions(titled))
    assert all(PronounResolver(word_pieces(), even, gender_of).shares(titled, pronoun, people).values())


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "pronouns.safetensors"
    damaged.write_bytes(b"\0" * 64)
    with pytest.raises(ModelUnusable, match="damaged"):
        packaged(damaged)


def test_a_few_passages_can_be_fitted_reproducibly(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.numpy import load_file

    from retrieval.fitting.pronouns.fit import (
        PackagedEncoder,
        PronounFitSettings,
        fit_pronouns,
        fitted,
        load_gap,
        shares,
        training_examples,
    )

    if not GAP.exists():
        pytest.skip(f"the labelled passages are not there: {GAP}")
    few = tmp_path / "gap.jsonl"
    with GAP.open(encoding="utf-8") as opened:
        few.write_text("".join(itertools.islice(opened, 24)), encoding="utf-8")
    settings = PronounFitSettings(epochs=4, rate=2e-3, pieces_a_batch=600)
    said: list[str] = []
    digest = fit_pronouns(few, tmp_path, settings, said.append)
    out = tmp_path / "pronouns.safetensors"
    assert digest == hashlib.sha256(out.read_bytes()).hexdigest()
    assert out.stat().st_size <= 1_200_000
    assert any("given names" in line for line in said)

    # A second fit is the same, and the runtime gives the same results with the files as torch with the model.
    base = PackagedEncoder.load()
    passages = load_gap(few)
    asked_again = training_examples(passages, base)
    model = fitted(passages, base, settings, said.append)
    again, written = model.weights(), load_file(out)
    assert set(written) - set(again) == {GIVEN_NAMES}
    assert all(np.array_equal(written[name], value) for name, value in again.items())
    network = PronounNetwork(base.encoder, written, tmp_path / "pronouns.onnx")
    right = 0
    prepared = [one.prepared for one in asked_again]
    for passage, read, by_torch in zip(passages, prepared, shares(model, prepared), strict=True):
        by_runtime = shares_of(network(read.question), read.question)
        assert by_runtime == pytest.approx(by_torch, abs=0.02)
        if passage.right is not None:
            right += by_runtime[passage.right] > by_runtime.get(1 - passage.right, 0.0)
    assert right >= 18  # of 24, a few of which mean neither name
    assert torch.is_grad_enabled()
    assert LAYERS == 6
