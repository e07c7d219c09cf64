"""Recognise greetings, thanks, comments and questions about the bot, which no search can answer.  Pure."""

from __future__ import annotations

import re
from enum import Enum, auto

from retrieval.text.normalize import fold


class Talk(Enum):
    GREETING = auto()
    THANKS = auto()
    ABOUT_THE_BOT = auto()
    STORED = auto()
    """ "How many articles do you have?" """
    PEOPLE = auto()
    """ "Who do you have quotes from?" """
    DATE = auto()
    STOP = auto()
    COMMENT = auto()
    """ "Really?", "no", "so what?": nothing that could be looked up."""


_TALK = {
    Talk.GREETING: re.compile(
        r"(?:hi|hello|hey|hallo|hiya|howdy|greetings|good (?:morning|day|afternoon|evening|night))"
        r"(?: (?:there|again|bot|all|everyone))?"
    ),
    Talk.THANKS: re.compile(
        r"(?:ok(?:ay)? |great |perfect )?(?:thanks|thank you|thx|ty|cheers|much appreciated)"
        r"(?: (?:a lot|so much|very much|again|bot|for (?:that|this|the help|your help)))?"
    ),
    Talk.ABOUT_THE_BOT: re.compile(
        r"(?:who|what) are you|are you (?:a |an )?(?:bot|human|robot|ai)|what (?:can|do) you do"
        r"|how do(?:es)? (?:you|this) work|what is this|how (?:can|do) i use (?:you|this)"
        r"|can you help(?: me)?|help(?: me)?"
    ),
    Talk.STORED: re.compile(
        r"(?:how many|which|what|list|show(?: me)?)(?: all)?(?: the| your)?"
        r" (?:articles|sources|papers|publishers|news sources|stories|topics)"
        r"(?: do you (?:have|know)| are (?:there|stored)| have you got| can i ask about)?"
        r"|what do you have|what have you got|what is (?:stored|in here)"
    ),
    Talk.PEOPLE: re.compile(
        r"(?:who|whom|which people|what people)(?: all)? (?:do you have (?:quotes|words|statements) (?:from|by)"
        r"|have you got quotes from|is quoted(?: most)?|are quoted|do you (?:quote|know)|can i ask about)"
        r"|(?:list|show(?: me)?) (?:the |all (?:the )?)?people"
    ),
    Talk.DATE: re.compile(
        r"what(?:'s| is|s)? (?:the )?(?:day|date|time)(?: is it| is today| today)?(?: now| today)?"
        r"|what day is (?:it|today)(?: today)?"
    ),
    Talk.STOP: re.compile(
        r"(?:please )?(?:stop|quit|exit|shut up|unsubscribe|leave me alone|go away|cancel|no more(?: messages)?)"
        r"(?: it| this| that| please| now| everything| sending(?: me)?(?: messages| news)?| the digests?)*"
    ),
    Talk.COMMENT: re.compile(
        r"(?:oh |ah |well |and |but |hm+ )*(?:really|so what|no(?: way)?|nope|yes|yep|yeah|ok(?:ay)?|right|sure|fine"
        r"|great|cool|good|wow|hm+|oh|ah|lol|haha+|i see|indeed|seriously|(?:are )?you sure|so)"
        r"(?: (?:then|now|really))?"
    ),
}


def small_talk(text: str) -> Talk | None:
    """Return which small talk a message is; None if it may ask for something stored."""
    bare = re.sub(r"[^\w' ]+", " ", fold(text))
    words = " ".join(bare.split())
    return next((kind for kind, pattern in _TALK.items() if pattern.fullmatch(words)), None)
