"""Describe the picture of what is stored, for editors, and say its figures.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.languages.speaking import tr, trn
from bot.views.library import stats_text
from bot.views.pictures.charts import Chart, Panel
from bot.views.pictures.timeline import short_day, timeline
from bot.views.pictures.trends import captioned
from bot.views.rich_text import Text, join
from storage.ports.library import PrintedArticle, Stats


def totals_chart(printed: Sequence[PrintedArticle], now: datetime) -> Chart | None:
    """Return articles and statements by the day that they were printed on; None if no day of the last weeks has any."""
    articles = timeline(((one.published, 1) for one in printed), now)
    statements = timeline(((one.published, one.statements) for one in printed), now, step=articles.step)
    if not articles.total:
        return None
    days = tuple(short_day(day) for day, _ in articles.bars)
    daily = articles.step == 1
    panels = (
        Panel(tr("Articles a day") if daily else tr("Articles a week"), days, tuple(n for _, n in articles.bars)),
        Panel(tr("Statements a day") if daily else tr("Statements a week"), days, tuple(n for _, n in statements.bars)),
    )
    return Chart(tr("What was printed"), panels)


def totals_caption(stats: Stats, printed: Sequence[PrintedArticle], now: datetime) -> Text:
    """Return the totals, and the figures of the picture."""
    articles = timeline(((one.published, 1) for one in printed), now)
    statements = timeline(((one.published, one.statements) for one in printed), now, step=articles.step)
    lines: list[Text | str] = [stats_text(stats)]
    if articles.total:
        heading = (
            tr("Articles and statements by day:") if articles.step == 1 else tr("Articles and statements by week:")
        )
        counts = [
            f"{short_day(day)}: {count:,} · {said:,}"
            for (day, count), (_, said) in zip(reversed(articles.bars), reversed(statements.bars), strict=True)
            if count
        ]
        lines += ["", heading, *counts]
    if articles.undated:
        lines += [] if articles.total else [""]
        lines.append(trn("{count} article is undated", "{count} articles are undated", articles.undated))
    return captioned(join(lines, "\n"))
