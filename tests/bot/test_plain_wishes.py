"""Which messages without a slash ask for a command, and which stay questions."""

from __future__ import annotations

import pytest

from bot.usecases.plain_wishes.reading import PlainWish, plain_wish


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("subscribe me at 8", "at 8"),
        ("Subscribe me at 8am, please!", "at 8am"),
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
def test_a_wish_about_digests_is_recognised(text: str, words: str) -> None:
    assert plain_wish(text) == (PlainWish("unsubscribe") if words == "off" else PlainWish("subscribe", words))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("notify me when Hill speaks", "follow Hill"),
        ("tell me when hill says something", "follow hill"),
        ("Can you tell me when Hill says something about Kosovo?", "follow Hill"),
        ("alert me about Kosovo", "follow Kosovo"),
        ("let me know if there's any news on the Drina bridge", "follow the Drina bridge"),
        ("notify me whenever anyone mentions Kosovo, please", "follow Kosovo"),
        ("follow WHO", "follow WHO"),
        ("Benachrichtige mich, wenn Hill spricht", "follow Hill"),
        ("halte mich über Kosovo auf dem Laufenden", "follow Kosovo"),
        ("javi mi kad progovori Vučić", "follow Vučić"),
        ("повідом мене, коли Зеленський заговорить", "follow Зеленський"),
        ("notify me when he speaks", "follow he"),
        ("stop alerting me about Kosovo", "unfollow Kosovo"),
        ("folge Hill nicht mehr", "unfollow Hill"),
        ("stop all alerts", "unfollow all"),
        ("who am I following?", "following"),
        ("show me what I'm subscribed to", "following"),
        ("koga pratim", "following"),
        ("delete my data", "forget"),
        ("Please forget everything you know about me!", "forget"),
        ("lösche meine Daten", "forget"),
        ("obriši moje podatke", "forget"),
        ("видали мої дані", "forget"),
        ("what do you know about me?", "privacy"),
        ("speak german", "language german"),
        ("auf deutsch bitte", "language deutsch"),
        ("Can you speak Serbian?", "language Serbian"),
        ("na nemačkom", "language nemačkom"),
        ("говори українською", "language українською"),
        ("speak french to me", "language french"),
        ("Deutsch", "language Deutsch"),
        ("German, please", "language German"),
        ("change the language", "language"),
    ],
)
def test_a_wish_is_recognised(text: str, command: str) -> None:
    name, _, words = command.partition(" ")
    assert plain_wish(text) == PlainWish(name, words)


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
        "who am I voting for",
        "did Hill speak German?",
        "who speaks German",
        "German",
        "in German elections",
        "speak to Hill",
        "tell me when Hill said that",
        "tell me when Hill spoke",
        "tell me if Hill says Kosovo is independent",
        "tell me who speaks",
        "let me know what Hill said",
        "notify me when who speaks",
        "tell me about Kosovo",
        "follow up on Kosovo",
        "follow the money",
        "follow Hill and tell me what he said",
        "who is following Hill?",
        "who follows Hill",
        "what is Serbia subscribed to",
        "should we follow Hill?",
        "Hill speaks",
        "forget it",
        "forget about Kosovo",
        "what did Hill say about me",
        "delete the data law",
        "who deleted my data?",
        "change the language of the treaty",
        "sag mir, was Hill gesagt hat",
        "reci mi šta je Hil rekao",
        "скажи мені, що сказав Гілл",
    ],
)
def test_a_question_stays_a_question(text: str) -> None:
    assert plain_wish(text) is None
