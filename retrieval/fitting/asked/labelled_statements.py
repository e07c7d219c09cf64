"""Make questions after somebody's words from labelled articles: a name, a topic from the text around, in many forms."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from retrieval.domain.article import Span
from retrieval.fitting.labels import LabelledArticle, LabelledAttribution
from retrieval.fitting.passages import PassageQuestion
from retrieval.text.chunking import leading_context, passages
from retrieval.text.normalize import content_words

FORMS = tuple(
    """
    what did {n} say about {t}
    what did {n} say
    {n} on {t}
    {n} {t}
    {n} {t} quote
    {n} quotes on {t}
    {n}s view on {t}
    {n} {t} reaction
    what does {n} think of {t}
    {n} about {t}
    whats {n}s take on {t}
    {n} reaction to {t}
    how did {n} respond to {t}
    {n} comments {t}
    does {n} like {t}
    is {n} worried about {t}
    why does {n} talk about {t}
    what did {n} tell them about {t}
    {n} statement {t}
    did {n} say anything about {t}?
    What has {n} said on {t}?
    according to {n}, what about {t}
    {n} slams {t}
    what is {n}'s opinion of {t}?
    tell me what {n} said abt {t}
    how does {n} explain {t}
    what was {n}'s argument on {t}
    {n} response {t}
    what do we hear from {n} on {t}
    """.strip().split("\n    ")
)
QUESTIONS_AN_ARTICLE = 2
MIN_WORDS = 6
# Characters around a statement from which its topic is taken.
AROUND = 300
_NAME = re.compile(r"[A-Z][\w'’-]+$")


def made_questions(articles: Sequence[LabelledArticle], seed: int) -> list[PassageQuestion]:
    """Return questions, each with the passage of the statement and with two of the same article by others."""
    chance = random.Random(seed)  # noqa: S311  which words, not a secret
    return [asked for article in articles for asked in _of_article(article, chance)]


def _of_article(article: LabelledArticle, chance: random.Random) -> Iterator[PassageQuestion]:
    named = [(q, name) for q in article.quotes if (name := _name(article.text, q)) and _is_long(article.text, q)]
    cut = passages(article.text)
    for quote, name in chance.sample(named, min(QUESTIONS_AN_ARTICLE, len(named))):
        own = [Span(*c) for other, whose in named if whose.split()[-1] == name.split()[-1] for c in other.content]
        topic = _topic(article.text, quote, name, chance)
        asked = chance.choice(FORMS).format(n=chance.choice((name, name.lower(), name.split()[-1].lower())), t=topic)
        here = [s for s in cut if s.overlaps(Span(*quote.content[0]))]
        # Where the same person speaks elsewhere, nobody labelled whether it is on this topic.
        others = [s for s in cut if not any(s.overlaps(o) for o in own)]
        for span in [*here[:1], *chance.sample(others, min(1, len(others)))]:
            inside = tuple(
                Span(max(o.start, span.start) - span.start, min(o.end, span.end) - span.start)
                for o in own
                if o.overlaps(span)
            )
            frame = leading_context("", article.text, span)
            yield PassageQuestion(asked, frame, span.cut(article.text), inside)


def _name(text: str, quote: LabelledAttribution) -> str:
    """Return the name that ends the printed source, at most its last two words; "" if it is no name."""
    if not quote.source or not quote.content:
        return ""
    printed = text[quote.source[0][0] : quote.source[0][1]].split(",", maxsplit=1)[0].split()
    if not printed or not _NAME.match(printed[-1]):
        return ""
    return " ".join(word for word in printed[-2:] if _NAME.match(word))


def _is_long(text: str, quote: LabelledAttribution) -> bool:
    return sum(len(text[a:b].split()) for a, b in quote.content) >= MIN_WORDS


def _topic(text: str, quote: LabelledAttribution, name: str, chance: random.Random) -> str:
    """Return one to three words from the statement or from the text around it."""
    start, end = quote.content[0][0], quote.content[-1][1]
    near = text[start:end] if chance.random() < 0.5 else text[max(0, start - AROUND) : end + AROUND // 2]
    own = set(name.lower().split())
    found = [w for w in content_words(near) if w not in own and len(w) > 3]
    if not found:
        return "that"
    at = chance.randrange(len(found))
    return " ".join(dict.fromkeys(found[at : at + chance.choice((1, 1, 2, 2, 3))]))
