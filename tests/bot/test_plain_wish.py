"""Which messages without a slash ask for a digest, and which stay questions."""

from __future__ import annotations

import pytest

from bot.usecases.delivering.wishes.plain_wish import plain_wish


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("subscribe me at 8", "at 8"),
        ("Subscribe me at 8am, please!", "at 8am, please"),
        ("please send me the digest at 7am on weekdays", "at 7am on weekdays"),
        ("Subscribe", ""),
        ("daily digest at 9", "daily 9"),
        ("stop sending me news", "off"),
        ("change my digest to 20:30", "20:30"),
        ("abonniere mich um 8", "um 8"),
        ("pretplati me u 8", "u 8"),
        ("Підпиши мене о 8", "о 8"),
        ("unsubscribe", "off"),
        ("Unsubscribe me please.", "off"),
        ("stop the digest", "off"),
        ("No more digests!", "off"),
        ("melde mich ab", "off"),
        ("odjavi me", "off"),
        ("відпиши мене", "off"),
    ],
)
def test_a_wish_is_recognised(text: str, words: str) -> None:
    assert plain_wish(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "who subscribed to the treaty at 8?",
        "who subscribed to the treaty",
        "did Serbia subscribe to the declaration",
        "subscribe to the treaty, did Kosovo",
        "subscribers of the newspaper",
        "what did the digest say about Hill",
        "what is in the digest?",
        "when does the digest come?",
        "can I unsubscribe?",
        "why did they unsubscribe",
        "unsubscribe who said that",
        "stop the war",
        "stop the digestion",
        "Stop",
        "stop at 8",
        "send me what Hill said",
        "send troops to Kosovo",
        "did Kurti send the digest to Hill",
        "what did Hill say at 8",
        "Hill at 8am",
        "8am",
        "Serbia, Kosovo",
        "news about Kosovo",
        "cancel the agreement",
        "who wants a digest at 8",
        "wer hat den Vertrag abonniert",
        "ko se pretplatio",
        "хто підписав угоду о 8",
        "no more war",
        "quotes about subscribing",
    ],
)
def test_a_question_stays_a_question(text: str) -> None:
    assert plain_wish(text) is None
