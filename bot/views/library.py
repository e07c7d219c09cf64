"""Render what is stored: the list of sources, the totals, an article's status and its copies.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.languages.speaking import number, tr, trn
from bot.views.replies.refusals import how_to_add
from bot.views.rich_text import Text, bold, code, join, rich
from bot.views.sources import day, label_of, minute, retraction_summary, shortened, source_line
from retrieval.domain.article import Article
from retrieval.domain.changes import ArticleStatus
from storage.ports.library import SourceSummary, Stats

# Copies of an article that are listed; the others are counted.
MAX_COPIES_LISTED = 10


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """One page of what is stored: the publishers and the newest articles after the first `skipped` of each."""

    sources: Sequence[SourceSummary]
    newest: Sequence[Article]
    skipped: int
    articles: int
    publishers: int
    copies: int
    unread: int


def nothing_stored() -> Text:
    return Text(tr("I have no articles yet.") + " " + how_to_add())


def sources_text(page: SourcesPage) -> Text:
    articles, publishers = articles_of(page.articles), sources_of(page.publishers)
    unread = trn(
        "{count} in a language I don't read for quotes", "{count} in languages I don't read for quotes", page.unread
    )
    newest = tr("Newest articles, from number {first}", first=number(page.skipped + 1))
    return join(
        [
            bold(tr("{articles} from {sources}", articles=articles, sources=publishers)),
            *([_copies(page.copies)] if page.copies else []),
            *[_source(s) for s in page.sources],
            *([unread] if page.unread and not page.skipped else []),
            *([""] if page.sources else []),
            bold(newest if page.skipped else tr("Newest articles")),
            *[Text(f"• {label_of(a)} ") + code(a.id) for a in page.newest],
        ],
        "\n",
    )


def _copies(count: int) -> str:
    return trn("{count} of them is a copy of another", "{count} of them are copies of others", count)


def articles_of(count: int) -> str:
    return trn("{count} article", "{count} articles", count)


def sources_of(count: int) -> str:
    return trn("{count} source", "{count} sources", count)


def _source(summary: SourceSummary) -> str:
    name, count = shortened(summary.name or tr("publisher unknown")), number(summary.articles)
    if summary.newest:
        return tr("• {name}: {count}, newest {day}", name=name, count=count, day=day(summary.newest))
    return tr("• {name}: {count}", name=name, count=count)


def stats_text(stats: Stats) -> Text:
    """Return how much there is, for editors."""
    articles = tr("{count} from {sources}", count=number(stats.articles), sources=sources_of(stats.sources))
    if stats.copies:
        articles += f", {_copies(stats.copies)}"
    lines = [
        tr("Articles: {total}", total=articles),
        tr("Retracted: {total}", total=number(stats.retracted)),
        tr("Revisions kept: {total}", total=number(stats.revisions)),
        tr("Passages searched: {total}", total=number(stats.passages)),
        tr("Statements: {total}", total=number(stats.statements)),
        tr("Digests: {total}", total=trn("{count} chat", "{count} chats", stats.subscriptions)),
        tr("Questions kept: {total}", total=number(stats.questions)),
        tr("To be sent: {waiting}, parked {parked}", waiting=number(stats.waiting), parked=number(stats.parked)),
    ]
    return join([bold(tr("Totals")), *[f"• {line}" for line in lines]], "\n")


def status_text(status: ArticleStatus, near_duplicates: Sequence[Article] = ()) -> Text:
    """Return an article's status for editors, with the other articles of the same origin."""
    article = status.article
    lines: list[Text | str] = [source_line(article), rich("Id: {id}", id=code(article.id))]
    lines += [tr("Author: {name}", name=shortened(article.author))] if article.author else []
    lines.append(tr("Stored: {moment}", moment=minute(status.since)))
    if article.revision > 1:
        lines.append(tr("Revision {number}: {moment}", number=article.revision, moment=minute(article.added)))
    if status.retraction is not None:
        retracted = retraction_summary(status.retraction)
        lines.append(
            bold(tr("Retracted"))
            + ": "
            + tr("it {retracted} and no longer appears in any answer.", retracted=retracted)
        )
        return join(lines, "\n")
    passages = trn("{count} passage", "{count} passages", status.passages)
    if status.understood:
        statements = statements_of(status.statements)
        lines.append(tr("Searched: {passages}, {statements}", passages=passages, statements=statements))
    else:
        lines.append(tr("Searched: {passages}, not read for quotes", passages=passages))
    lines += [
        rich("Near-copy of {source} {id}", source=source_line(a), id=code(a.id))
        for a in near_duplicates
        if a.id == article.copy_of
    ]
    lines += [
        rich("Also printed in {source} {id}", source=source_line(a), id=code(a.id))
        for a in near_duplicates
        if a.id != article.copy_of
    ][:MAX_COPIES_LISTED]
    if len(near_duplicates) > MAX_COPIES_LISTED + 1:
        more = len(near_duplicates) - MAX_COPIES_LISTED
        lines.append(trn("and in {count} more", "and in {count} more", more))
    return join(lines, "\n")


def statements_of(count: int) -> str:
    return trn("{count} statement", "{count} statements", count)


def copies_left(copies: Sequence[Article], command: str) -> list[Text]:
    """Return which copies of a retracted article are still shown; `command` shows an article's status."""
    if not copies:
        return []
    count = len(copies)
    first = trn("{count} copy of it is still shown:", "{count} copies of it are still shown:", count)
    listed = [
        code(f"{command} {a.id}".strip()) + f" {shortened(a.publisher or a.label)}" for a in copies[:MAX_COPIES_LISTED]
    ]
    more = [and_more(count - MAX_COPIES_LISTED)] if count > MAX_COPIES_LISTED else []
    return [join([first, *listed, *more], "\n")]


def and_more(count: int) -> str:
    return trn("and {count} more", "and {count} more", count)
