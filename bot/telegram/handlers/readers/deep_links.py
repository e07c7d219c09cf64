"""Open what a t.me/BOT?start=… link leads to: a statement in its context, an article, a person, the subscription."""

from __future__ import annotations

from telegram import Update

from bot.languages.calendar import clock_time
from bot.telegram.context import Context, reply
from bot.telegram.handlers.chats import subscribing
from bot.telegram.handlers.readers.replying import reader_time, remember_sent, respond
from bot.usecases.asking import conversation, linked
from bot.usecases.asking.deep_links import ArticleLink, PersonLink, QuoteLink, SubscribeLink, decoded
from bot.views.sharing.linked import article_card, article_gone, person_gone, question_about, words_changed
from bot.views.sharing.statement import in_context


async def open_link(update: Update, context: Context, payload: str) -> bool:
    """Show what the payload of a /start link leads to; return False if it is none of ours: then it is a /start."""
    match decoded(payload):
        case QuoteLink() as link:
            await _open_quote(update, context, link)
        case ArticleLink() as link:
            await _open_article(update, context, link)
        case PersonLink() as link:
            await _open_person(update, context, link)
        case SubscribeLink(minute):
            context.args = [] if minute is None else [clock_time(minute)]
            await subscribing.command(update, context)
        case None:
            return False
    return True


async def _open_quote(update: Update, context: Context, link: QuoteLink) -> None:
    asking, now = context.services.asking, await reader_time(update, context)
    article = await linked.article_named(asking, link.article)
    if article is None:
        await reply(update, [article_gone()])
        return
    shown = await linked.statement_at(asking, article, link)
    blocks = words_changed(article, now) if shown is None else [in_context(shown, now)]
    people = [] if shown is None or not shown.is_surely_theirs else [s.name for s in shown.first.speakers]
    await remember_sent(context, await reply(update, blocks), articles=[article.id], people=people)


async def _open_article(update: Update, context: Context, link: ArticleLink) -> None:
    asking = context.services.asking
    article = await linked.article_named(asking, link.article)
    if article is None:
        await reply(update, [article_gone()])
        return
    found = await linked.article_linked(asking, article)
    blocks = article_card(found.article, found.opening, found.quoted, await reader_time(update, context))
    await remember_sent(context, await reply(update, blocks), articles=[article.id])


async def _open_person(update: Update, context: Context, link: PersonLink) -> None:
    """Ask what the person said, as the reader would."""
    asking = context.services.asking
    name = await linked.name_linked(asking, link)
    if name is None:
        await reply(update, [person_gone()])
        return
    now = await reader_time(update, context)
    await respond(update, context, await conversation.answer(asking, question_about(name), now=now, as_card=True))
