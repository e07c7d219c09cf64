"""Render what is stored: the list of sources, the totals, an article's status and its copies.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.views.counting import counted
from bot.views.replies.refusals import HOW_TO_ADD
from bot.views.rich_text import Text, bold, code, join
from bot.views.sources import minute, retraction_summary, shortened, source_line
from retrieval.domain.article import Article
from retrieval.domain.changes import ArticleStatus
from storage.ports.library import SourceSummary, Stats

NOTHING_STORED = Text(f"I have no articles yet. {HOW_TO_ADD}")
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


def sources_text(page: SourcesPage) -> Text:
    copies = f"{page.copies:,} of them {'is a copy' if page.copies == 1 else 'are copies'} of others"
    unread = f"{page.unread:,} in a language I don't read for quotes"
    return join(
        [
            bold(f"{counted(page.articles, 'article')} from {counted(page.publishers, 'source')}"),
            *([copies] if page.copies else []),
            *[_source(s) for s in page.sources],
            *([unread] if page.unread and not page.skipped else []),
            *([""] if page.sources else []),
            bold(f"Newest articles, from number {page.skipped + 1:,}" if page.skipped else "Newest articles"),
            *[Text(f"• {shortened(a.label)} ") + code(a.id) for a in page.newest],
        ],
        "\n",
    )


def _source(summary: SourceSummary) -> str:
    newest = f", newest {summary.newest:%-d %B %Y}" if summary.newest else ""
    return f"• {shortened(summary.name or 'publisher unknown')}: {summary.articles:,}{newest}"


def stats_text(stats: Stats) -> Text:
    """Return how much there is, for editors."""
    copies = f", {stats.copies:,} of them copies of others" if stats.copies else ""
    totals = {
        "Articles": f"{stats.articles:,} from {counted(stats.sources, 'source')}{copies}",
        "Retracted": f"{stats.retracted:,}",
        "Revisions kept": f"{stats.revisions:,}",
        "Passages searched": f"{stats.passages:,}",
        "Statements": f"{stats.statements:,}",
        "Digests": counted(stats.subscriptions, "chat"),
        "Questions kept": f"{stats.questions:,}",
        "To be sent": f"{stats.waiting:,}, parked {stats.parked:,}",
    }
    return join([bold("Totals"), *[f"• {name}: {total}" for name, total in totals.items()]], "\n")


def status_text(status: ArticleStatus, near_duplicates: Sequence[Article] = ()) -> Text:
    """Return an article's status for editors, with the other articles of the same origin."""
    article = status.article
    lines: list[Text | str] = [source_line(article), Text("Id: ") + code(article.id)]
    lines += [f"By {shortened(article.author)}"] if article.author else []
    lines.append(f"Stored: {minute(status.since)}")
    if article.revision > 1:
        lines.append(f"Revision {article.revision}: {minute(article.added)}")
    if status.retraction is not None:
        retracted = retraction_summary(status.retraction)
        lines.append(bold("Retracted") + f": it {retracted} and no longer appears in any answer.")
        return join(lines, "\n")
    read = counted(status.statements, "statement") if status.understood else "not read for quotes"
    lines.append(f"Searched: {counted(status.passages, 'passage')}, {read}")
    lines += [_copy("Near-copy of ", a) for a in near_duplicates if a.id == article.copy_of]
    lines += [_copy("Also printed in ", a) for a in near_duplicates if a.id != article.copy_of][:MAX_COPIES_LISTED]
    if len(near_duplicates) > MAX_COPIES_LISTED + 1:
        lines.append(f"and in {len(near_duplicates) - MAX_COPIES_LISTED:,} more")
    return join(lines, "\n")


def _copy(relation: str, article: Article) -> Text:
    return Text(relation) + source_line(article) + " " + code(article.id)


def copies_left(copies: Sequence[Article], command: str) -> list[Text]:
    """Return which copies of a retracted article are still shown; `command` shows an article's status."""
    if not copies:
        return []
    count = len(copies)
    first = f"{'1 copy of it is' if count == 1 else f'{count:,} copies of it are'} still shown:"
    listed = [
        code(f"{command} {a.id}".strip()) + f" {shortened(a.publisher or a.label)}" for a in copies[:MAX_COPIES_LISTED]
    ]
    more = [f"and {count - MAX_COPIES_LISTED:,} more"] if count > MAX_COPIES_LISTED else []
    return [join([first, *listed, *more], "\n")]
