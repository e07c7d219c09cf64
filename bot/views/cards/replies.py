"""Lay out replies, answers and refusals alike, as cards: what is said above, between and below the excerpts.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages.calendar import day
from bot.languages.speaking import tr, trn
from bot.views.cards.card import Card, Item
from bot.views.cards.items import Roles, in_turn, items_of, papers
from bot.views.cards.labels import clipped
from bot.views.cards.page import capped
from bot.views.replies.answers import caution, scope
from bot.views.replies.differences import MAX_SHOWN, label
from bot.views.replies.excerpts import heading
from bot.views.replies.notes import notes
from bot.views.replies.refusals import NEWS_KINDS, closest, nearest_heading, reason_text
from bot.views.rich_text import Text, bold, italic, join
from bot.views.sources import shortened
from retrieval.domain.period import in_zone
from retrieval.domain.question import AnswerType, Question, QuestionKind
from retrieval.domain.reply import Answer, Difference, Excerpt, Refusal, RefusalReason, Reply
from retrieval.followups.shown_before import BY_DATES

# The bot's own words on a page leave most of it to the excerpts, however long the names in them are.
HEAD_UNITS, FOOT_UNITS = 600, 400
MAX_HEADLINE_CHARS = 150
# Excerpts shown with a refusal: the nearest ones, which do not answer.
MAX_NEAREST = 6


def card_of(reply: Reply, roles: Roles | None = None) -> Card:
    """Return a reply as a card; `roles` are those printed for its speakers (cards.items.roles_printed)."""
    if isinstance(reply, Answer):
        return _answer(reply, roles or {})
    return _refusal(reply)


def _answer(answer: Answer, roles: Roles) -> Card:
    question = answer.question
    excerpts, left_out = in_turn(question, answer.excerpts)
    items = items_of(excerpts, lambda excerpt: _heading(question, excerpt), roles, question.kind)
    headings = list(dict.fromkeys(item.heading for item in items))
    title = headings[0] if len(headings) == 1 and question.kind is not QuestionKind.NEWS else ""
    warnings = [
        *_understood(question),
        *([italic(caution(answer))] if answer.hedged else []),
        *[italic(limits) for limits in [scope(question, excerpts, hedged=answer.hedged)] if limits],
    ]
    lines = [*_title(question, items, title), *_counts(answer, items, people=len(headings))]
    head = join([*warnings, *([join(lines, "\n")] if lines else [])], "\n\n")
    below = [*notes(answer.remarks), *(reason_text(refusal) for refusal in answer.unanswered)]
    return Card(
        capped(head, HEAD_UNITS),
        items,
        capped(join(below, "\n"), FOOT_UNITS),
        title,
        _asks_when(question),
        left_out,
        tuple(_sides(difference) for difference in answer.differences[:MAX_SHOWN]),
    )


def _sides(difference: Difference) -> tuple[Item, ...]:
    return tuple(Item(s.article, s.span, s.focus, heading=label(difference)) for s in difference.sides)


def _refusal(refusal: Refusal) -> Card:
    question = refusal.question
    head = join([*_understood(question), reason_text(refusal)], "\n\n")
    below = [*notes(refusal.remarks), *(reason_text(other) for other in refusal.unanswered)]
    nearest = refusal.nearest[:MAX_NEAREST]
    if refusal.reason is RefusalReason.NOTHING_CLOSE:
        below, nearest = [*closest(refusal), *below], ()
    items = items_of(nearest, lambda excerpt: nearest_heading(excerpt, refusal.reason), {})
    return Card(capped(head, HEAD_UNITS), items, capped(join(below, "\n"), FOOT_UNITS), dated=_asks_when(question))


def _understood(question: Question) -> list[Text]:
    return [italic(shortened(question.understood))] if question.understood else []


def _asks_when(question: Question) -> bool:
    """Return whether dates answer it, so that they must be seen, and their absence too."""
    return question.answer_type is AnswerType.TIME or (question.understood or "").endswith(BY_DATES)


def _heading(question: Question, excerpt: Excerpt) -> str:
    """Return the heading above an excerpt: who said it, on a timeline the day, in the news the headline."""
    if question.kind is QuestionKind.NEWS:
        return clipped(excerpt.article.title or "", MAX_HEADLINE_CHARS)
    if question.kind is QuestionKind.TIMELINE and excerpt.article.published is not None:
        zone = question.asked_at.tzinfo if question.asked_at is not None else None
        return day(in_zone(excerpt.article.published, zone) if zone is not None else excerpt.article.published)
    if question.kind in NEWS_KINDS or question.kind is QuestionKind.WHO_IS:
        return ""
    return heading(excerpt)


def _title(question: Question, items: Sequence[Item], heading_of_all: str) -> list[Text]:
    """Return what the card is about, as its first line; none if each excerpt says it for itself."""
    topic = clipped(question.topic or "")
    match question.kind:
        case QuestionKind.BRIEFING if topic:
            return [bold(tr("Briefing: {topic}", topic=topic))]
        case QuestionKind.TIMELINE if topic:
            return [bold(tr("Timeline: {topic}", topic=topic))]
        case QuestionKind.NEWS:
            return [bold(tr("News: {topic}", topic=topic) if topic else tr("News"))]
        case QuestionKind.WHO_IS:
            return [bold(tr("About {name}", name=clipped(question.speaker or "")))]
    if heading_of_all:
        printed = next((item.role for item in items if item.role), "")
        role = f", “{printed}”" if printed else ""
        return [bold(clipped(heading_of_all, 200)) + role]
    return [bold(tr("On “{topic}”", topic=topic))] if topic else []


def _counts(answer: Answer, items: Sequence[Item], people: int) -> list[Text]:
    """Return how many statements of how many people in how many papers were found; copies count once."""
    statements = len({e.statement for e in answer.excerpts if e.statement is not None})
    articles = {e.article.id: e.article for e in answer.excerpts}
    if answer.question.kind in NEWS_KINDS and len(articles) > 1:
        return [Text(_in_papers(trn("{count} article", "{count} articles", len(articles)), answer.excerpts))]
    if not statements or any(e.kind is None for e in answer.excerpts):
        return []
    if statements == len(articles) == 1:
        # It is there in full: a count says nothing, and seems wrong above two pieces of it.
        return []
    counted = trn("{count} statement", "{count} statements", statements)
    if people > 1:
        counted = tr(
            "{statements} by {people}", statements=counted, people=trn("{count} person", "{count} people", people)
        )
    return [Text(_in_papers(counted, answer.excerpts))]


def _in_papers(counted: str, excerpts: Sequence[Excerpt]) -> str:
    articles = {e.article.id: e.article for e in excerpts}
    count = papers(list(articles.values()))
    if count is None:
        where = trn("{count} article", "{count} articles", len(articles))
    else:
        where = trn("{count} paper", "{count} papers", count)
    return tr("{found} in {places}", found=counted, places=where)
