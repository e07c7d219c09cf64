"""The values that the templates show.  Every text of the bot's own is in the language of the page already."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A link, or its text alone without an address; `is_here` is what a list of links shows as chosen."""

    text: str
    href: str | None = None
    is_here: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article's text, and what it is there."""

    text: str
    is_cited: bool = False
    is_same: bool = False
    """Another piece of the cited statement."""
    is_speaker: bool = False
    is_cue: bool = False
    begins: bool = False
    ends: bool = False
    """The first and the last of the stretches that were cited."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as printed, or a part of it: then an ellipsis stands outside."""

    pieces: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of what is known: its label, and what it says."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """A statement in a list: its words, cut at the end of a sentence if they are many; where it leads."""

    words: tuple[Paragraph, ...]
    link: Link | None
    remarks: tuple[str, ...] = ()
    source: Link | None = None
    day: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Statements under one heading."""

    heading: str
    quotations: tuple[Quotation, ...]
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    language: str
    title: str
    languages: tuple[Link, ...] = ()
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationView:
    """The page behind a citation."""

    frame: Frame
    heading: str
    role: str
    warning: str
    correction: Link | None
    text_heading: str
    text_language: str
    paragraphs: tuple[Paragraph, ...]
    goes_on: str
    begin: str
    """For whoever hears the page: the cited words begin and end here."""
    end: str
    legend: tuple[tuple[str, str], ...]
    facts_heading: str
    facts: tuple[Fact, ...]
    person: Link | None
    source: Link
    source_line: str
    source_label: str
    others_heading: str
    others: tuple[Group, ...]
    more_others: str
    also_heading: str
    also: tuple[Link, ...]
    more_also: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person's page."""

    frame: Frame
    heading: str
    roles: tuple[str, ...]
    counted: str
    warning: str
    topics_heading: str
    topics: tuple[Link, ...]
    papers_heading: str
    papers: tuple[Link, ...]
    statements_heading: str
    statements: tuple[Quotation, ...]
    pages_label: str
    newer: Link | None
    older: Link | None
    namesakes_heading: str
    namesakes: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class MessageView:
    """A page that only says something: that there is no page, or why there is none any more."""

    frame: Frame
    heading: str
    lines: tuple[str, ...]
    source: Link | None = None


View = CitationView | PersonView | MessageView
