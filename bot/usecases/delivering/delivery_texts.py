"""Write the text of a delivery, whatever it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.usecases.delivering.alerting.alerts import alert_message
from bot.usecases.delivering.digests.contents import digest_text
from bot.usecases.delivering.notices import notice_text
from bot.views.citing import to_page
from bot.views.deliveries import closed_text
from bot.views.failures import unanswered
from bot.views.feeds import paused_text
from bot.views.rich_text import Text
from bot.views.sharing.page_links import PageLinks
from retrieval.domain.ports import Library


async def text_of(
    library: Library,
    content: dict[str, Any],
    now: datetime | None = None,
    *,
    folds: bool = False,
    pages: PageLinks | None = None,
) -> Text:
    """Return the text of a delivery, with the words of articles as they are stored now.

    `folds`: a digest folds what is not on its first page, because nobody can press its buttons.
    `now` is the time where the reader is, for the age of what an alert cites; None: the date.  Citations lead to
    `pages`; None: to the source.
    """
    if "feed" in content:
        return paused_text(content)
    if "closed" in content:
        return closed_text(content)
    if "unanswered" in content:
        return Text(unanswered())
    if "alerts" in content:
        return await alert_message(library, content, now, to_page(pages, now))
    if "notice" in content:
        return await notice_text(library, content)
    return await digest_text(library, content, folds=folds, link=to_page(pages, now))
