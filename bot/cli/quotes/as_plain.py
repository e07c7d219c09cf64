"""Print an article's statements to a pipe: the speaker, the words after "> ", and their paragraph.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.cli.quotes.speakers import Paragraphs, name_of, unsure, voices
from bot.views.replies.excerpts import KIND_NAMES, UNCLEAR_SPEAKER
from bot.views.rich_text import Style, Text, bold, join, styled
from bot.views.sources import source_line
from retrieval.domain.article import Article, KnownBy, Reading, Statement
from retrieval.text.prose import join_names

NOT_READ = "I don't read this text's language for quotes."


def quotes_blocks(article: Article, reading: Reading) -> Iterator[Text]:
    """Yield the article's title, the statements in order with their speakers, and a count."""
    yield source_line(article)
    paragraphs = Paragraphs(article.text)
    for name, group in groupby(reading.statements, key=name_of):
        blocks = [_statement(article.text, s, paragraphs.number(s.content[0].start)) for s in group]
        yield join([bold(name or UNCLEAR_SPEAKER), blocks[0]], "\n")
        yield from blocks[1:]
    yield Text(summary(article, reading))


def _statement(text: str, statement: Statement, paragraph: int) -> Text:
    quotes = [styled(piece.cut(text), Style.QUOTE) for piece in statement.content]
    return join([*quotes, _remark(text, statement, paragraph)], "\n")


def _remark(text: str, statement: Statement, paragraph: int) -> str:
    remark = f"paragraph {paragraph}, {KIND_NAMES[statement.kind]}"
    printed = [
        f"“{' '.join(s.mention.cut(text).split())}”"
        for s in statement.speakers
        if s.how in {KnownBy.PRONOUN, KnownBy.ROLE} and s.mention is not None
    ]
    if printed and join_names(printed) != f"“{name_of(statement)}”":
        remark += f"; the article says {join_names(printed)}"
    return f"{remark}; unsure" if statement.speakers and unsure(statement) else remark


def summary(article: Article, reading: Reading) -> str:
    """Return how many statements there are, and whose."""
    if not reading.understood:
        return NOT_READ
    number = len(reading.statements)
    if number == 0:
        return "No statements."
    each = [f"{voice.called} {voice.kinds.total()}" for voice in voices(article.text, reading)]
    return f"{number} statement{'s' if number > 1 else ''}: {', '.join(each)}."
