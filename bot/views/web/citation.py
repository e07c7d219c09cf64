"""Lay out the page behind a citation: the words in their paragraphs, who said them, and how the text says so.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby

from bot.languages.calendar import day
from bot.languages.speaking import marked, tr, trn
from bot.views.cards.labels import ago
from bot.views.replies.excerpts import KIND_NAMES, MIN_SURE_CONFIDENCE, has_name, heading
from bot.views.safe_text import safe_plain, speaker_name
from bot.views.sharing.page_links import CitedPlace, Opened, PageLinks, PersonPlace
from bot.views.sharing.statement import attribution
from bot.views.sources import shortened
from bot.views.web.found import CitedPage, CitedStatement
from bot.views.web.frame import frame, source_link
from bot.views.web.models import CitationView, Fact, Group, Link, Paragraph, Quotation
from bot.views.web.printing import Marks, around, listed, printed, whole
from retrieval.domain.article import Article, KnownBy, Span, Speaker, StatementKind
from retrieval.domain.period import in_zone
from retrieval.people.registry import is_described, is_unknown

# Other statements of the article, and articles that print the same; the rest is counted.
MAX_OTHERS, MAX_ALSO = 10, 5

_EVIDENCE = {
    KnownBy.NAME: marked("The article names the speaker"),
    KnownBy.ROLE: marked("The article says who speaks by a description"),
    KnownBy.PRONOUN: marked("The article says who speaks by a pronoun"),
    KnownBy.TURN: marked("The words stand under the speaker’s name"),
}


def citation_view(
    page: CitedPage, opened: Opened, links: PageLinks, now: datetime, whole_texts: frozenset[str]
) -> CitationView:
    """Return the page; `now` is the time in its zone.

    `whole_texts` are the publishers whose articles it shows whole; of others it shows the paragraphs around the words.
    """
    article, said = page.article, page.said
    marks = _marks(page)
    words = Span(min(c.start for c in marks.cited), max(c.end for c in marks.cited))
    is_whole = (article.publisher or "").casefold() in {name.casefold() for name in whole_texts}
    paragraphs = printed(article.text, (whole if is_whole else around)(article.text, words), marks)
    who = _who(page)
    also = page.also[:MAX_ALSO]
    more = len(page.also) - len(also)
    return CitationView(
        frame=frame(f"{who} · {where(article)}", opened),
        heading=who,
        role=safe_plain(said.shown.role or "") if said is not None else "",
        warning=_warning(said),
        correction=_correction(page, opened, links),
        text_heading=tr("As printed in {paper}", paper=where(article)),
        text_language="en" if page.is_english else "",
        paragraphs=paragraphs,
        goes_on="" if is_whole else tr("Only the paragraphs around the quotation are shown."),
        begin=tr("Quotation begins"),
        end=tr("Quotation ends"),
        legend=tuple(_legend(paragraphs)),
        facts_heading=tr("How the text says who spoke"),
        facts=tuple(_facts(said, article)),
        person=_person(said, opened, links),
        source=source_link(article),
        source_line=source_details(article, now),
        source_label=tr("Read it at the source"),
        others_heading=tr("Also said in this article"),
        others=tuple(_others(page, opened, links)),
        more_others=_more(len(page.others) - MAX_OTHERS),
        also_heading=tr("The same words are also in"),
        also=tuple(_also(copy, now) for copy in also),
        more_also=trn("also in {count} more", "also in {count} more", more) if more > 0 else "",
    )


def where(article: Article) -> str:
    """Return the publisher of an article; its title if it names none."""
    return safe_plain(shortened(article.publisher or article.title or tr("Untitled article")))


def source_details(article: Article, now: datetime) -> str:
    """Return publisher, author and day, as far as they are known; an age helps to see how old it is."""
    when = tr("undated")
    if article.published is not None:
        printed_on, age = day(in_zone(article.published, now.tzinfo or UTC)), ago(article, now)
        when = printed_on if age in {"", printed_on} else f"{printed_on}, {age}"
    parts = [article.publisher, article.author, when]
    return " · ".join(safe_plain(shortened(part)) for part in parts if part)


def person_link(speakers: Sequence[Speaker], article: Article, opened: Opened, links: PageLinks) -> str | None:
    """Return the page of a statement's only speaker, if it is certain who that is."""
    if len(speakers) != 1 or speakers[0].might_be or is_described(speakers[0], article.text):
        return None
    return links.to(PersonPlace(speakers[0].name), opened.signed)


def quotation(one: CitedStatement, opened: Opened, links: PageLinks) -> Quotation:
    """Return a statement for a list, with a link to its own page and what honesty demands."""
    first = one.shown.first
    words, _ = listed(first.article.text, [piece.span for piece in one.shown.pieces])
    href = links.to(CitedPlace(first.article.id, first.article.revision, first.span), opened.signed)
    link = Link(tr("See it in context"), href) if href is not None else None
    return Quotation(words, link, tuple(_remarks(one)))


def _who(page: CitedPage) -> str:
    if page.said is None:
        return tr("From the article, not as anyone's words")
    return safe_plain(heading(page.said.shown.first))


def _marks(page: CitedPage) -> Marks:
    if page.said is None:
        return Marks((page.span,))
    own = [piece.span for piece in page.said.shown.pieces]
    read = page.said.read
    return Marks(
        (page.span,),
        tuple(span for span in own if not span.overlaps(page.span)),
        tuple(s.mention for s in read.speakers if s.mention is not None),
        (read.cue,) if read.cue is not None else (),
    )


def _warning(said: CitedStatement | None) -> str:
    if said is None or said.shown.first.kind is None:
        return ""
    doubtful = has_name(said.shown.first) and said.shown.first.confidence < MIN_SURE_CONFIDENCE
    return tr("These may be someone else's words: the text is not clear.") if doubtful else ""


def _correction(page: CitedPage, opened: Opened, links: PageLinks) -> Link | None:
    if page.current is None:
        return None
    on = day(page.current.added)
    if page.moved is None:
        said = tr("These words were corrected on {day}. This is what you were shown.", day=on)
        return Link(said, None)
    said = tr("This article was corrected on {day}. It still prints these words.", day=on)
    href = links.to(CitedPlace(page.current.id, page.current.revision, page.moved), opened.signed)
    return Link(said, href, note=tr("See them in the corrected article"))


def _legend(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, str]]:
    pieces = [piece for paragraph in paragraphs for piece in paragraph.pieces]
    yield "cited", tr("the quotation")
    if any(p.is_same for p in pieces):
        yield "same", tr("the same statement")
    if any(p.is_speaker for p in pieces):
        yield "speaker", tr("the speaker")
    if any(p.is_cue for p in pieces):
        yield "cue", tr("what says that they spoke")


def _facts(said: CitedStatement | None, article: Article) -> Iterator[Fact]:
    if said is None:
        return
    first = said.shown.first
    for speaker, printed_ in zip(first.speakers, said.read.speakers, strict=True):
        yield from _evidence(speaker, printed_, article)
    if said.read.cue is not None:
        yield Fact(tr("The words that say so"), f"“{said.read.cue.cut(article.text)}”")
    if first.kind is not None:
        yield Fact(tr("How the words are printed"), tr(KIND_NAMES[first.kind]))


def _person(said: CitedStatement | None, opened: Opened, links: PageLinks) -> Link | None:
    if said is None:
        return None
    speakers = said.shown.first.speakers
    href = person_link(speakers, said.shown.article, opened, links)
    name = speaker_name(safe_plain(speakers[0].name)) if href is not None else ""
    return Link(tr("Everything {name} said", name=name), href) if href is not None else None


def _evidence(speaker: Speaker, read: Speaker, article: Article) -> Iterator[Fact]:
    if read.mention is None:
        return
    mention = f"“{read.mention.cut(article.text)}”"
    label = tr(_EVIDENCE[read.how])
    name = speaker_name(safe_plain(speaker.name))
    if read.how in {KnownBy.NAME, KnownBy.TURN} or is_described(read, article.text):
        yield Fact(label, mention)
    elif not is_unknown(read, article.text):
        yield Fact(label, tr("{mention}, who is {name} in this article", mention=mention, name=name))


def _others(page: CitedPage, opened: Opened, links: PageLinks) -> Iterator[Group]:
    shown = page.others[:MAX_OTHERS]
    # Each speaker once, in the order in which they first speak.
    first = {attribution(one.shown): n for n, one in reversed(list(enumerate(shown)))}
    in_turn = sorted(shown, key=lambda one: first[attribution(one.shown)])
    for who, group in groupby(in_turn, key=lambda one: heading(one.shown.first)):
        own = list(group)
        href = person_link(own[0].shown.first.speakers, page.article, opened, links)
        yield Group(safe_plain(who), tuple(quotation(one, opened, links) for one in own), href)


def _remarks(one: CitedStatement) -> Iterator[str]:
    first = one.shown.first
    if first.kind is not None and first.kind is not StatementKind.DIRECT:
        yield tr(KIND_NAMES[first.kind])
    if has_name(first) and first.confidence < MIN_SURE_CONFIDENCE:
        yield tr("may be someone else's words")


def _more(count: int) -> str:
    return trn("and {count} more statement", "and {count} more statements", count) if count > 0 else ""


def _also(article: Article, now: datetime) -> Link:
    link = source_link(article)
    return Link(link.text, link.href, note=source_details(article, now))
