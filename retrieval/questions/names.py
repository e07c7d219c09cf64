"""Find the people a question asks about, and recognise questions that are hardly more than a name.  Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from retrieval.domain.question import Question, QuestionKind
from retrieval.people.registry import untitled
from retrieval.questions.question_text import QuestionText
from retrieval.text.normalize import fold

# Of a name or role: "the former deputy foreign minister of Serbia".
MAX_NAME_WORDS = 8
# In one question.
MAX_PEOPLE = 6
# After a topic, "to" begins an audience only before these: "aid to Ukraine" is a topic.
_TOPIC_TO = re.compile(
    r"(?P<topic>.+) to (?P<audience>(?:the |his |her |their )?(?:reporters|journalists|press|media|lawmakers|senators"
    r"|voters|supporters|viewers|public|FT|BBC|CNN|AP|(?:\w+ )?\w+ (?:Times|Post|Journal|News|Guardian|Globe|Herald)))",
    re.IGNORECASE,
)
_ON = re.compile(r"(?P<who>\S+(?: \S+){0,3}?) on (?P<topic>.+)", re.IGNORECASE)
# One word, or several capitalised words.
NAME = re.compile(r"[^\W\d_][\w'.-]+|[A-Z][\w'.-]*(?: (?:(?:de|van|von|der|al|el|la|bin) )*[A-Z][\w'.-]*){1,4}")
ANYBODY = frozenset(
    """they people ppl anybody anyone somebody someone everybody everyone others politicians officials experts
    observers""".split()
)
PRONOUNS = frozenset("he she it we you i him her them this that these those one there".split()) | ANYBODY
# No name begins with these: "what happened when Hill said it", "how many on board".
NO_NAME = frozenset(
    """happened happens is are was were will would can could should do does did has had have what who whom whose when
    where why how which if about kind kinds sort else more time in at on the a an tell show give""".split()
)

# Things that "say" what is printed in them; sometimes a source is quoted by such a name.
_DOCUMENT = re.compile(
    r"(?:the|a|an|its|their|his|her|our) (?:\w+ ){0,3}"
    r"(?:bible|quran|koran|torah|gospel|scriptures?|reports?|law|laws|act|bill|constitution|amendment|treaty|agreement|accord|deal|contract|charter|resolution|rules?|rulebook|regulations?"
    r"|articles?|story|book|novel|study|studies|survey|poll|polls|data|figures|statistics|research|documents?|letter"
    r"|e?-?mail|memo|manifesto|guidelines?|recipe|song|poem|lyrics|textbook|dictionary|website|sign|label)",
    re.IGNORECASE,
)


def is_a_document(who: QuestionText) -> bool:
    """Return whether `who` is something to read: "what does the law say about T?" asks for its content."""
    return _DOCUMENT.fullmatch(who.folded) is not None


def name_on_topic(words: QuestionText) -> Question | None:
    """Recognise "Hill on Ukraine", as a guess."""
    match = _ON.fullmatch(words.folded)
    if match is None or "'" in match["who"] or '"' in match["who"]:
        return None
    question = asked_of(words, words.cut(*match.span("who")), words.group(match, "topic"))
    return None if question is None else replace(question, guess=True)


def name_alone(words: QuestionText) -> Question | None:
    """Recognise "Christopher Hill?", "vucic", as a guess: it asks for that person's words."""
    if not NAME.fullmatch(words.folded):
        return None
    question = asked_of(words, words)
    return None if question is None else replace(question, guess=True)


def asked_of(
    words: QuestionText,
    who: QuestionText,
    topic: QuestionText | None = None,
    audience: str | None = None,
    phrase: str | None = None,
) -> Question | None:
    """Return a question for the words of `who`; None if that cannot be a name."""
    called = people_of(who)
    if not called:
        return None
    people = tuple(name for _, name in called)
    if topic is not None and (to := _TOPIC_TO.fullmatch(topic.folded)) is not None and audience is None:
        audience, topic = topic.typed_group(to, "audience"), topic.group(to, "topic")
    return Question(
        text=words.typed,
        kind=QuestionKind.SAID_BY,
        speaker=people[0] if len(people) == 1 else who.typed,
        speakers=people,
        titles=tuple(title for title, _ in called),
        topic=None if topic is None else topic.typed,
        audience=audience,
        phrase=phrase,
    )


def is_plainly_named(who: QuestionText, words: QuestionText) -> bool:
    """Return whether a capital letter shows that `who` is a name; the first letter of the question does not count."""
    inside = who.typed[:1].isupper() and not words.typed.startswith(who.typed)
    return inside or (" " in who.typed and NAME.fullmatch(who.typed) is not None)


_VERBS = frozenset({"is", "are", "was", "were"})


def people_of(who: QuestionText) -> tuple[tuple[str, str], ...]:
    """Return the people asked about, each as (title, name); () if one of them cannot be a name."""
    folded = re.sub(r"^both ", "", who.folded, flags=re.IGNORECASE)
    who = who.cut(len(who.folded) - len(folded))
    people, start = [], 0
    for match in re.finditer(r",? (?:and|or|&) |, |$", who.folded):
        printed = who.typed[start : match.start()]
        name = untitled(printed)
        words = fold(name).split()
        if not words or len(words) > MAX_NAME_WORDS or words[0] in PRONOUNS or not re.search(r"\w", name):
            return ()
        if _VERBS & set(words):
            # In "what country is south of the United States", "States" is not a verb.
            return ()
        if words[0] in NO_NAME and (len(words) == 1 or words[0] not in {"the", "a", "an"}):
            return ()
        people.append((printed.strip().removesuffix(name).strip(), name))
        start = match.end()
    return tuple(people) if len(people) <= MAX_PEOPLE else ()
