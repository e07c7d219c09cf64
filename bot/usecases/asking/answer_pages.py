"""Open an answer again for its buttons: another page, a quote's paragraph, the sources; words are cut anew."""

from __future__ import annotations

from bot.languages.speaking import tr
from bot.services import Asking
from bot.views.cards.page import GONE
from bot.views.cards.stored import Laid, places, restored
from retrieval.domain.article import Article
from retrieval.followups.conversation import Cited
from storage.ports.conversations import StoredTurn


async def opened(asking: Asking, kept: StoredTurn | None) -> Laid | None:
    """Return the card of a turn as it is now; None if it is no longer stored, or an article of it."""
    if kept is None or kept.card is None:
        return None
    articles, since = {}, {}
    for place in places(dict(kept.card)):
        identity, revision = place
        article, status = await asking.library.revision(identity, revision), await asking.library.status(identity)
        if article is None or status is None:
            return None
        articles[place] = article
        if status.retraction is not None:
            since[identity] = GONE
        elif status.article.revision != revision:
            since[identity] = tr("corrected since")
    return restored(dict(kept.card), articles, since)


async def turned(asking: Asking, kept: StoredTurn, laid: Laid, page: int) -> None:
    """Record that a page was shown."""
    items = laid.card.items[laid.pages[page].start : laid.pages[page].stop]
    shown = [Cited(i.article.id, i.article.revision, i.span.start, i.span.end) for i in items if i.since != GONE]
    await asking.turns.add_shown(kept.id, shown)


async def copies(asking: Asking, laid: Laid, page: int) -> dict[str, Article]:
    """Return the articles that print the same as those of a page, or tell the same story; retracted ones are gone."""
    items = laid.card.items[laid.pages[page].start : laid.pages[page].stop]
    return await asking.library.articles([one for item in items for one in (*item.also, *item.told)])
