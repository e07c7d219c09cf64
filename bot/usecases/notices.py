"""What is told of an article that was shown and has changed since.  The words are the bot's own."""

from __future__ import annotations

from typing import Any

from bot.views.rich_text import Text, bold
from bot.views.sources import source_line
from retrieval.domain.ports import Library
from storage.ports.outbox import Notice

_TOLD = {
    Notice.CORRECTED: "Its text was changed after it was shown here. Ask again to see what it prints now.",
    Notice.RETRACTED: "It was shown here, and is in no answer any more.",
    Notice.RESTORED: "Its retraction was taken back: it is in answers again.",
}


async def notice_text(library: Library, content: dict[str, Any]) -> Text:
    """One message of the outbox about an article."""
    notice = Notice(content["notice"])
    article = await library.revision(content["article"], content["revision"])
    about = source_line(article) if article is not None else Text(content["article"])
    why = f"\n{content['reason']}" if content["reason"] else ""
    return bold(f"{notice.value.capitalize()}: ") + about + f"{why}\n{_TOLD[notice]}"
