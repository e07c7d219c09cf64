"""Find out what a reader wants to follow: a person whose words are stored, or words that articles print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.languages.speaking import tr
from bot.places.gazetteer import places
from bot.services import Asking
from bot.usecases.asking import people
from bot.usecases.delivering.alerting.answering import rarest_stem
from bot.usecases.delivering.alerting.printed_words import key_of, rarest, spans_of, topic_key
from bot.views.chats.following import NOTHING_TO_FOLLOW, TOO_GENERAL, TOO_LONG
from retrieval.domain.errors import BadInput, UnusableQuestion
from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import Turn
from retrieval.people.registry import Person, surname, untitled
from retrieval.people.resolver import is_a_person
from retrieval.questions import read_question
from retrieval.questions.lasting import MAX_CHARS, asks, lasting_question
from retrieval.text.names.boundaries import is_likely_person
from retrieval.text.normalize import fold
from storage.ports.conversations import Party
from storage.ports.watches import Watch, Watches, WatchKind

MAX_NAME_CHARS = 80
MAX_OFFERED = 5
# Articles looked through for the way in which words are printed.
MAX_SEARCHED = 10
MAX_LISTED = 5
_AND = r"(?:and|or|und|oder|i|ili|і|та|або|&)\s+"
_BETWEEN = re.compile(rf"\s*[,;]\s*(?:{_AND})?|\s+{_AND}", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”„«»‘’'](.+)[\"“”„«»‘’']")


@dataclass(frozen=True, slots=True)
class Followed:
    """What is to be followed, by the name it is printed with."""

    kind: WatchKind
    name: str

    def watch(self, party: Party, now: datetime) -> Watch:
        """Return the watch of a chat's topic that follows it from now on."""
        word_of = {WatchKind.PERSON: surname, WatchKind.QUESTION: rarest_stem}
        word = word_of[self.kind](self.name) if self.kind in word_of else rarest(self.key)
        return Watch(party.chat_id, party.topic, self.kind, self.name, self.key, word, since=now)

    @property
    def key(self) -> str:
        """Return what tells whether a chat follows it already."""
        if self.kind is WatchKind.PERSON:
            return fold(untitled(self.name))
        return key_of(self.name) if self.kind is WatchKind.QUESTION else topic_key(self.name)


@dataclass(frozen=True, slots=True)
class Unclear:
    """A name that several people have, or that nobody has: then `asked` may be followed all the same."""

    asked: str
    offered: tuple[str, ...] = ()
    several: bool = False


def name_in(text: str) -> str:
    """Return the name or question that a reader typed.  Raise BadInput if there is none, or if it is too long."""
    name = " ".join(text.split()).strip(".,;:!? ")
    if not key_of(name):
        raise BadInput(tr(NOTHING_TO_FOLLOW))
    if len(name) > (MAX_CHARS if asks(text) else MAX_NAME_CHARS):
        raise BadInput(tr(TOO_LONG))
    return name


def question_in(text: str) -> Followed | str | None:
    """Return the question to follow that a reader typed; a name, if that is all that one asks for; None: no question.

    Raise BadInput for a question that too much would answer.
    """
    if not asks(text):
        return None
    typed = " ".join(text.split())
    if (question := lasting_question(typed)) is not None:
        return Followed(WatchKind.QUESTION, question.text)
    try:
        question = read_question(typed)
    except UnusableQuestion:
        return None
    named = question.speaker if question.kind is QuestionKind.SAID_BY else question.topic
    if named is None:
        raise BadInput(tr(TOO_GENERAL))
    return named


async def find(asking: Asking, name: str) -> Followed | Unclear:
    """Return what a name means: a person, else words that are printed, else nothing that is stored.

    Words in quotation marks mean the words themselves.
    """
    if (quoted := _QUOTED.fullmatch(name)) is not None and key_of(quoted[1]):
        return Followed(WatchKind.WORDS, quoted[1].strip())
    found = await people.find(asking, name)
    if found.reason is RefusalReason.SEVERAL_OF_THAT_NAME:
        return Unclear(name, found.offered[:MAX_OFFERED], several=True)
    called = [p for p in found.people if _is_named(p, name)]
    if called and (is_a_person(name, called) or _is_quoted_by_name(name, called)):
        might_be = called[0].might_be
        if might_be:
            return Unclear(name, might_be[:MAX_OFFERED], several=True)
        return Followed(WatchKind.PERSON, called[0].name)
    if (words := await _as_printed(asking, name)) is not None:
        return Followed(WatchKind.WORDS, words)
    near = found.offered[:MAX_OFFERED] if found.reason is RefusalReason.DID_YOU_MEAN else ()
    return Unclear(name, near)


async def find_each(asking: Asking, names: str) -> list[Followed]:
    """Return what each of several names means, as "Hill, Vucic and Kosovo".

    Return nothing unless all of them are plain, or if they are parts of one name: "Trinidad and Tobago".
    """
    listed = [name for name in _BETWEEN.split(names) if key_of(name)]
    if not 1 < len(listed) <= MAX_LISTED or _QUOTED.fullmatch(names):
        return []
    found = [await find(asking, name) for name in listed]
    wishes = [one for one in found if isinstance(one, Followed)]
    return wishes if len(wishes) == len(found) and not await _are_one(asking, names, listed) else []


async def _are_one(asking: Asking, names: str, parts: Sequence[str]) -> bool:
    """Return whether words joined by "and" are one name: a place, or words of which one is never printed alone."""
    whole = topic_key(names)
    if places(names):
        return True
    if not await asking.library.articles_printing(whole.split(), limit=1):
        return False
    for part in map(topic_key, parts):
        printing = await asking.library.articles_printing(part.split(), limit=MAX_SEARCHED)
        alone = (len(spans_of(part, a.text)) > len(spans_of(whole, a.text)) for a in printing)
        if not any(alone):
            return True
    return False


def subject_of(turn: Turn) -> Followed | None:
    """Return what the button under an answer follows: the first person quoted, else the question or its topic."""
    if turn.people:
        return Followed(WatchKind.PERSON, turn.people[0])
    if (lasting := lasting_question(turn.understood)) is not None:
        return Followed(WatchKind.QUESTION, lasting.text)
    try:
        question = read_question(turn.understood)
    except UnusableQuestion:
        return None
    topic = question.topic
    return Followed(WatchKind.WORDS, topic) if topic and key_of(topic) and len(topic) <= MAX_NAME_CHARS else None


async def watches_on(watches: Watches, party: Party, turn: Turn) -> list[Watch]:
    """Return the watches of a chat's topic on what an answer is about."""
    subject = subject_of(turn)
    if subject is None:
        return []
    all_ = await watches.of_chat(party.chat_id, party.topic)
    return [watch for watch in all_ if (watch.kind, watch.key) == (subject.kind, subject.key)]


def _is_quoted_by_name(name: str, called: Sequence[Person]) -> bool:
    """Return whether a whole name, as people have it, is that of somebody quoted."""
    return any(p.statements and fold(p.name) == fold(name) and is_likely_person(p.name) for p in called)


def _is_named(person: Person, name: str) -> bool:
    """Return whether a person has the name, and not only a role that is called so."""
    wanted = set(key_of(name).split())
    return person.is_called(name) or any(wanted <= set(key_of(alias).split()) for alias in person.aliases)


async def _as_printed(asking: Asking, name: str) -> str | None:
    """Return words as an article prints them; None if none does."""
    key = topic_key(name)
    for article in await asking.library.articles_printing(key.split(), limit=MAX_SEARCHED):
        if spans := spans_of(key, article.text):
            printed = re.sub(r"['’]s?$", "", " ".join(spans[0].cut(article.text).split()))
            return printed if key_of(printed) == key_of(name) else name
    return None
