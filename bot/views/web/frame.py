"""Say what stands around every page: its title, its languages, what it is; and pages that only say something.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from bot.languages.calendar import day
from bot.languages.catalogues import LANGUAGES
from bot.languages.speaking import spoken, tr
from bot.views.safe_text import safe_plain
from bot.views.sharing.page_links import LANGUAGE_KEY, Opened
from bot.views.sources import shortened
from bot.views.web.models import Frame, Link, MessageView
from retrieval.domain.article import Article, Retraction
from retrieval.domain.web_addresses import is_web_address


def frame(title: str, opened: Opened | None = None, query: Mapping[str, str] | None = None) -> Frame:
    """Return the frame of a page; `query` is what its address has besides the language."""
    footer = [tr("Every quotation is shown as it was printed.")]
    if opened is not None and opened.last is not None:
        footer.append(tr("This link opens until {day}.", day=day(opened.last)))
    languages = tuple(
        Link(name, address({**(query or {}), LANGUAGE_KEY: code}), is_here=code == spoken(), note=code)
        for code, name in LANGUAGES.items()
    )
    return Frame(spoken(), safe_plain(title), languages, tuple(footer))


def address(query: Mapping[str, str]) -> str:
    """Return the address of the same page with another query."""
    return f"?{urlencode(query)}"


def source_link(article: Article) -> Link:
    """Return the title of an article, with its address if that is one of the web: never a script's."""
    href = article.url if article.url and is_web_address(article.url) else None
    return Link(safe_plain(shortened(article.title or tr("Untitled article"))), href)


def nothing_here() -> MessageView:
    """Return the one page for links that are forged, expired or lead to nothing: it does not say which."""
    return _message(
        tr("This link leads nowhere"),
        tr("It may be incomplete, or too old. Ask On Record again, and the new answer has new links."),
    )


def too_busy() -> MessageView:
    return _message(tr("Too many readers at once"), tr("Please try again in a minute."))


def failed() -> MessageView:
    return _message(tr("Something went wrong"), tr("Please try again in a minute."))


def retracted(article: Article, retraction: Retraction, opened: Opened) -> MessageView:
    """Return that an article was retracted; its words are not shown any more, nor who retracted it."""
    lines = [
        tr("This article was retracted on {day}. Its words are no longer shown.", day=day(retraction.at)),
        *([retraction.reason] if retraction.reason else []),
    ]
    title = tr("Retracted")
    named = Link(source_link(article).text, None, note=safe_plain(shortened(article.publisher or "")))
    return MessageView(frame(title, opened), title, tuple(map(safe_plain, lines)), named)


def _message(heading: str, *lines: str) -> MessageView:
    return MessageView(frame(heading), heading, lines)
