"""Find out whose words a question asks for that no plain form says: "shern's beef with jeb bush"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import RefusalReason, Resembling
from retrieval.followups.leaning import belongs_to_somebody, is_a_role
from retrieval.index.search import PassageSearch
from retrieval.people.descriptions import is_of_several
from retrieval.people.linking import FindLinks, How, Link, bare
from retrieval.people.registry import untitled
from retrieval.people.resolver import MAX_OFFERED, NameMatch
from retrieval.people.speaking import speaking
from retrieval.questions import time_words_in
from retrieval.questions.words_wanted import words_wanted
from retrieval.text.designations import is_person_noun
from retrieval.text.normalize import STOPWORDS, content_words, fold, words

# Words that ask for words; what is left besides them is the topic.
_ASKING = STOPWORDS | frozenset(
    """quote quotes comment comments view views take opinion reaction reactions response statement remarks think thinks
    thought tell told tells saying said says please pls abt wat whats beef speech anything something exact words stance
    position argument vs versus compare compared""".split()
)

# The log-odds that whoever compares people wants their words.
PLAINLY_WANTED = 3.0


@dataclass(frozen=True, slots=True)
class WhoseWords:
    """The question as one for the words of those `found`; `misspelt` is a name that only resembles theirs."""

    question: Question
    found: tuple[NameMatch, ...]
    misspelt: Resembling | None = None

    @property
    def plainly(self) -> str:
        """Return the question in a plain form."""
        on = f" about {self.question.topic}" if self.question.topic else ""
        when = f" {self.question.when.words}" if self.question.when else ""
        return f"what did {' and '.join(self.question.speakers)} say{on}{when}?"


class FindWhoseWords:
    """Finds the people, bodies or groups whose words a question asks for."""

    def __init__(self, search: PassageSearch, link: FindLinks) -> None:
        self._search = search
        self._link = link

    async def __call__(self, question: Question, article: str | None, unknown: Sequence[str] = ()) -> WhoseWords | None:
        """Return None if it asks for nobody's words, or if nobody whom it names is quoted.  Raise ModelUnusable.

        `unknown` are names in it that nobody has: others who have a part of one are not meant.
        """
        links = await self._link(question.text, article)
        meant = [one for one in links if not any(_is_part_of(one, question.text, name) for name in unknown)]
        (vector,) = await self._search.vectors([question.text])
        wanted = words_wanted(question, vector, self._search.encoder)
        if question.kind is QuestionKind.COMPARISON:
            wanted = max(wanted, PLAINLY_WANTED)
        says = speaking(question, meant, wanted)
        if not says:
            return None
        asked = tuple(link.span.cut(question.text) for link in says)
        read = replace(
            question,
            kind=QuestionKind.SAID_BY if len(asked) == 1 else QuestionKind.COMPARISON,
            speaker=asked[0] if len(asked) == 1 else None,
            speakers=asked,
            titles=("",) * len(asked),
            topic=_topic(question, says),
            phrase=None,
        )
        found = tuple(_match(a, link) for a, link in zip(asked, says, strict=True))
        misspelt = [(name, link) for name, link in zip(asked, says, strict=True) if link.misspelt]
        if not misspelt:
            return WhoseWords(read, found)
        name, link = misspelt[0]
        return WhoseWords(read, found, Resembling(bare(name), tuple(dict.fromkeys(p.name for p in link.quoted))))


def _match(asked: str, link: Link) -> NameMatch:
    """Return those whom the link means; two of one name are for the topic or for the reader to choose from."""
    names = tuple(dict.fromkeys(p.name for p in link.quoted))
    one_is_meant = link.how < How.ROLE or (link.how is How.ROLE and not is_of_several(asked))
    if one_is_meant and len({fold(name) for name in names}) > 1:
        return NameMatch(asked, link.quoted, RefusalReason.SEVERAL_OF_THAT_NAME, names[:MAX_OFFERED])
    return NameMatch(asked, link.quoted)


def _is_part_of(link: Link, text: str, unknown: str) -> bool:
    """Return whether the link's words only end a name that nobody has: "Hill" in "Benny Hill".

    "Dr Remley of the CDC" is nobody's name, but Remley begins it; "the fisherman McCarthy" is McCarthy.
    """
    if is_a_role(unknown) and not belongs_to_somebody(unknown):
        return False
    own, name = words(link.span.cut(text)), words(untitled(unknown))
    if not own or not set(own) <= set(name):
        return False
    before = name[: name.index(own[0])]
    called = any(is_person_noun(w) for w in before) and all(is_person_noun(w) or w in STOPWORDS for w in before)
    return bool(before) and not called


def _topic(question: Question, says: Sequence[Link]) -> str | None:
    """Return the words besides the names and the time that carry a topic; None if there are none."""
    when = time_words_in(question, question.text)
    taken = [*(one.span for one in says), *([when] if when is not None else [])]
    text = "".join(" " if any(s.start <= i < s.end for s in taken) else c for i, c in enumerate(question.text))
    return " ".join(w for w in text.split() if set(content_words(w)) - _ASKING) or None
