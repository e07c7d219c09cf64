"""Write the notice to readers who were shown an article that has changed since."""

from __future__ import annotations

from typing import Any

from bot.views.deliveries import notice
from bot.views.rich_text import Text
from bot.views.sources import source_line
from retrieval.domain.ports import Library
from storage.ports.outbox import Notice


async def notice_text(library: Library, content: dict[str, Any]) -> Text:
    """Return one message of the outbox about an article."""
    article = await library.revision(content["article"], content["revision"])
    about = source_line(article) if article is not None else Text(content["article"])
    return notice(Notice(content["notice"]), about, content["reason"])
