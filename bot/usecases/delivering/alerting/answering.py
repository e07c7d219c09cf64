"""Ask a new article the questions that chats follow: only an answer without a caution counts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.services import Delivering
from bot.usecases.delivering.alerting.watched import MIN_CONFIDENCE, Passage, statement_passage
from retrieval.domain.article import Article, Span, StoredStatement
from retrieval.domain.reply import Answer, Excerpt
from retrieval.models.pair_input import stem
from retrieval.models.story_weights import rarity
from retrieval.ranking.confidence import Degree, degree
from retrieval.stories.terms import WORDS, hashed
from retrieval.text.normalize import content_words, word_spans
from retrieval.text.sentences import sentences
from storage.ports.watches import Watch, WatchKind

# The share of a question's words that an article must print, in some form, to be asked at all.
MIN_SHARE = 0.6
# A passage that answers is so many sentences at most.
MAX_SENTENCES = 4
# "MILLBROOK, Nov 3 (AP) — ": each agency has its own, which is no news.
_DATELINE = re.compile(r"[^\n()]{0,60}\([^\n()]{1,30}\)\s*[-–—]+\s")
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion "
    "dozen".split()
)


def rarest_stem(question: str) -> str:
    """Return the stem of the word of a question that the fewest news articles print."""
    known = rarity()
    words = content_words(question)
    return stem(max(words, key=lambda word: (known.of(hashed(WORDS, word)), len(word))))


def may_answer(question: str, stems: Collection[str]) -> bool:
    """Return whether an article that prints words of these stems prints enough of a question."""
    wanted = {stem(word) for word in content_words(question)}
    return len(wanted & set(stems)) >= MIN_SHARE * len(wanted)


async def answered(
    delivering: Delivering,
    article: Article,
    quoted: Sequence[StoredStatement],
    watches: Sequence[Watch],
    known: Mapping[int, tuple[set[str], set[str]]],
) -> dict[int, list[Passage]]:
    """Return, by watch, what an article answers to the questions followed; `known` are the articles alerted of before.

    If its story answered one before, it must print a figure or a name that is new: ten papers on one event alert once.
    """
    asked = [w for w in watches if w.kind is WatchKind.QUESTION]
    if not asked:
        return {}
    # Whatever came in a moment ago must be searchable, or it would be passed over for ever.
    await delivering.search.catch_up()
    found = {name: await _answer(delivering, article, quoted, name) for name in {w.name for w in asked}}
    story = (await delivering.library.stories_of([article.id])).get(article.id) if any(found.values()) else None
    by_watch: dict[int, list[Passage]] = {}
    for watch in asked:
        told = [a for a in story.articles if a.id in known[watch.id][0]] if story is not None else []
        passage = found[watch.name]
        if passage is not None and (not told or says_more(passage, told)):
            by_watch[watch.id] = [passage]
    return by_watch


async def _answer(
    delivering: Delivering, article: Article, quoted: Sequence[StoredStatement], question: str
) -> Passage | None:
    """Return the passage of an article that surely answers a question."""
    reply = await delivering.answer(question, article=article.id, literally=True)
    if not isinstance(reply, Answer) or reply.hedged or degree(reply.confidence) is not Degree.SURE:
        return None
    return _passage(reply.excerpts[0], quoted)


def passages_told(article: Article, quoted: Sequence[StoredStatement], told: Collection[str]) -> list[Passage]:
    """Return the passages of an article that an alert told of, by the digests of their words."""
    every = (*(statement_passage(q) for q in quoted), *_runs(article))
    return [passage for passage in every if passage.digest in told]


def _passage(excerpt: Excerpt, quoted: Sequence[StoredStatement]) -> Passage | None:
    """Return the statement or the whole sentences that an excerpt is of."""
    if excerpt.kind is not None:
        said = [q for q in quoted if any(c.overlaps(excerpt.span) for c in q.statement.content)]
        return next((statement_passage(q) for q in said if q.statement.confidence >= MIN_CONFIDENCE), None)
    shown = [s for s in sentences(excerpt.article.text) if any(s.overlaps(f) for f in excerpt.focus)]
    return _run(excerpt.article, shown[:MAX_SENTENCES]) if shown else None


def _runs(article: Article) -> Iterator[Passage]:
    found = sentences(article.text)
    for size in range(1, MAX_SENTENCES + 1):
        yield from (_run(article, found[n : n + size]) for n in range(len(found) - size + 1))


def _run(article: Article, together: Sequence[Span]) -> Passage:
    span = Span(together[0].start, together[-1].end)
    return Passage(span.cut(article.text), (Excerpt(article=article, span=span, focus=(span,)),))


def says_more(passage: Passage, told: Sequence[Article]) -> bool:
    """Return whether a passage prints a figure or a name that no article told of before prints."""
    before = {word for a in told for word, _ in word_spans(f"{a.title or ''} {a.text}")}
    return bool(_facts(passage.words) - before)


def _facts(text: str) -> set[str]:
    """Return the figures of a text, and the words that are capitalised inside a sentence, but for its dateline."""
    found: set[str] = set()
    dateline = _DATELINE.match(text)
    text = text[dateline.end() :] if dateline is not None else text
    starts = {s.start for s in sentences(text)}
    for word, span in word_spans(text):
        is_name = text[span.start].isupper() and span.start not in starts
        if is_name or word in _NUMBER_WORDS or any(letter.isdigit() for letter in word):
            found.add(word)
    return found
