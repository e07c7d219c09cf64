"""Say what the bot is, to whoever meets it.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages.speaking import marked, tr
from bot.views.rich_text import Text, bold, code, join, rich
from bot.views.sources import headline
from retrieval.domain.article import Article

NEW_CONVERSATION = marked("New conversation. Ask me anything.")
LINK_BROKEN = marked("I can't open that link: a part of it is missing, or it isn't one of mine.")
QUESTION_GONE = marked("That question is gone. Here are others that I can answer.")


def welcome(questions: Sequence[str], new: Sequence[Article], *, stored: bool, listed: bool = False) -> Text:
    """Return what the bot is, and what is `new` today.

    `questions` are some that it can answer: under the text as buttons, or else `listed` in it.  `stored`: it has any
    articles.
    """
    blocks = [_who_i_am()]
    if not stored:
        blocks.append(_empty())
    elif listed and questions:
        blocks.append(join([rich("Try: {question}", question=code(q)) for q in questions], "\n"))
    if new:
        blocks.append(join([bold(tr("New today")), *[Text("• ") + headline(a) for a in new]], "\n"))
    return join(blocks, "\n\n")


def _who_i_am() -> Text:
    return join(
        [
            bold(tr("I answer only in words that were printed.")),
            tr("Ask what someone said, and I'll show you their own words and the article. More: /help"),
        ],
        "\n",
    )


def _empty() -> Text:
    return rich(
        "I have no articles yet, so I can't answer anything. Editors add them: send me {add} with a link, a text or a "
        "document, or let me follow a site with {feeds}.",
        add="/add",
        feeds=code("/feeds add LINK"),
    )


def asked_text(question: str) -> Text:
    """Return the question that a reader asked by a button, above its answer."""
    return rich("You asked: {question}", question=bold(question))
