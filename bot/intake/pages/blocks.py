"""Reduce a page to what it shows, and split that into blocks of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from bot.intake.pages.phrases import CONSENT, OLD_BROWSER, SENTENCE

LINE, PARAGRAPH = "\ue000", "\ue001"
"""Stand for one <br> and for several in a row in a prepared tree; no later step takes them for layout."""

_UNSEEN = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "audio", "video", "button",
    "select", "textarea", "input", "dialog", "datalist", "rt", "rp", "del", "s", "strike", "meter", "progress",
    "noframes", "annotation", "annotation-xml",
)  # fmt: skip
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3}|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]",
    re.IGNORECASE,
)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
# Classes for screen readers only, also within generated names ("css-1x-VisuallyHidden").
_HIDDEN_CLASS = re.compile(
    r"(?<!\S)(?:(?!not-)\S*(?:sr-only|visually-?hidden|hidden-?visually|screen-?reader(?:-only|-text)?|a11y-hidden)(?![a-z])\S*"
    r"|element-invisible|(?:is-)?hidden|d-none)(?!\S)",
    re.IGNORECASE,
)
# … but shown on wide screens.
_SHOWN_CLASS = re.compile(r"(?<!\S)(?:\w+:\S+|d-\w+-(?!none)\w+|visible-\w+)")
# Names of boxes that ask for consent, or say that a browser is too old; their words must say so too.
_NOTICE_NAME = re.compile(
    r"(?<!\S)(?:(?:cookie|onetrust|didomi|usercentrics|borlabs)(?=[\s_-]|$)"
    r"|(?:cookie|consent|gdpr|dsgvo)-?(?:banner|bar|notice|consent|law|box|message|hint|overlay|modal|popup)"
    r"|(?:out-?dated|old|unsupported)-?browser|browser-?(?:upgrade|update|warning|notice|happy))",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ARTICLES = ("h1", "article", "main")
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td "
    "tfoot th thead title tr ul".split()
)
_GROUPS = frozenset({"ul", "ol", "dl", "table", "menu"})


@dataclass(frozen=True, slots=True)
class Block:
    """The text of one block of a page, and the share of its characters that is link text.

    `tag` is that of the element whose text it is.  `family` is the same for blocks of one class in one parent, where
    text beside child elements counts as the parent's child; `group` is the same for the blocks of a list or table.
    """

    text: str
    linked: float
    tag: str = ""
    family: tuple[int, str] | None = None
    group: int | None = None


def parsed(text: str) -> html.HtmlElement | None:
    """Return the tree of a page, or None for an empty one.  libxml2 stops at a depth of 256."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    content = text.encode("utf-8", "replace")
    return html.document_fromstring(content, parser=parser) if content.strip() else None


def prepare(tree: html.HtmlElement) -> None:
    """Remove from a tree what is not shown, and write as characters what HTML expresses by tags alone."""
    _rename_main_asides(tree)
    for element in list(tree.iter(*_UNSEEN)):
        element.drop_tree()
    drop_hidden(tree)
    for note in tree.xpath("//sup[.//a[starts-with(@href, '#')]]"):
        note.drop_tree()
    for quoted in list(tree.iter("q")):
        quoted.text = "“" + (quoted.text or "")
        last = quoted[-1] if len(quoted) else None
        if last is None:
            quoted.text += "”"
        else:
            last.tail = (last.tail or "") + "”"
        quoted.drop_tag()
    for element in tree.xpath("//p/../div"):
        # A <div> of text between paragraphs is one too; trafilatura leaves it out.
        if not any(child.tag in _BLOCKS for child in element.iterdescendants()) and SENTENCE.search(
            element_text(element)
        ):
            element.tag = "p"
    _mark_breaks(tree)


def drop_notices(tree: html.HtmlElement) -> None:
    """Remove what is laid over a page: dialogs beside its article, and notices about cookies or old browsers."""
    for element in tree.xpath("//body//*[@class or @id or @role or @aria-modal]"):
        if (
            (_is_notice(element) or _is_dialog(element))
            and element.getparent() is not None
            and element.tag not in _HEADINGS
            and element.tag not in _ARTICLES
            and next(element.iter(*_ARTICLES), None) is None
            and next(element.iterancestors("article", "main"), None) is None
        ):
            element.drop_tree()


def _is_notice(element: html.HtmlElement) -> bool:
    if not _NOTICE_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    text = element_text(element)
    return CONSENT.search(text) is not None or OLD_BROWSER.search(text) is not None


def _is_dialog(element: html.HtmlElement) -> bool:
    """Return whether an element is a dialog on a page whose article is elsewhere; some show the article in one."""
    named = element.get("role") in {"dialog", "alertdialog"} or element.get("aria-modal") == "true"
    return named and next(element.getroottree().iter(*_ARTICLES), None) is not None


def _rename_main_asides(tree: html.HtmlElement) -> None:
    """Make an <aside> with most of the page's text an ordinary part of it; trafilatura leaves out every <aside>."""
    asides = [element for element in tree.iter("aside") if next(element.iterancestors("aside"), None) is None]
    size = len(tree.text_content()) if asides else 0
    for element in asides:
        if 2 * len(element.text_content()) > size:
            element.tag = "div"


def drop_hidden(tree: html.HtmlElement) -> None:
    for element in tree.xpath("//*[@hidden or @style or @class or @role]"):
        if element.getparent() is not None and element.tag not in {"html", "body"} and _is_hidden(element):
            element.drop_tree()


def _is_hidden(element: html.HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
        or element.get("role") == "tooltip"
        or _is_hidden_by_class(element.get("class") or "")
    )


def _is_hidden_by_class(names: str) -> bool:
    return _HIDDEN_CLASS.search(names) is not None and _SHOWN_CLASS.search(names) is None


def _mark_breaks(tree: html.HtmlElement) -> None:
    for element in tree.xpath("//body//*[@style]"):
        if element.tag not in _BLOCKS and _BLOCK_STYLE.search(element.get("style")):
            element.text, element.tail = f"{LINE}{element.text or ''}", f"{LINE}{element.tail or ''}"
    for element in list(tree.iter("br")):
        several = False
        while (
            (following := element.getnext()) is not None and following.tag == "br" and not (element.tail or "").strip()
        ):
            element.tail = following.tail
            following.tail = None
            following.getparent().remove(following)
            several = True
        if element.getparent() is not None:
            element.tail = (PARAGRAPH if several else LINE) + (element.tail or "")
            element.drop_tag()


def blocks(tree: html.HtmlElement) -> list[Block]:
    """Return the text of a prepared tree's body, block by block, with the line breaks of the page."""
    found: list[Block] = []
    pieces: list[tuple[str, bool]] = []
    numbers: dict[html.HtmlElement, int] = {}
    # The open blocks, whether they hold other blocks, and the list or table around each.
    open_blocks: list[_Open] = []
    open_links = 0

    def end() -> None:
        whole = "".join(piece for piece, _ in pieces)
        size = len(single_line(whole)) or 1
        linked = min(1.0, sum(len(single_line(piece)) for piece, in_link in pieces if in_link) / size)
        pieces.clear()
        texts = [text for part in whole.split(PARAGRAPH) if (text := keep_breaks(part))]
        if texts:
            where = open_blocks[-1] if open_blocks else _Open(tree)
            found.extend(Block(text, linked, where.element.tag, where.family(numbers), where.group) for text in texts)

    body = tree.find("body")
    # Without recursion, because pages can be nested as deep as they like.
    for event, element in _events(tree if body is None else body):
        is_block, is_link = element.tag in _BLOCKS, element.tag == "a"
        if event == "start":
            if is_block:
                if open_blocks:
                    open_blocks[-1].is_leaf = False
                end()
                group = open_blocks[-1].group if open_blocks else None
                if element.tag in _GROUPS:
                    group = numbers.setdefault(element, len(numbers))
                open_blocks.append(_Open(element, group))
            open_links += is_link
            pieces.append((element.text or "", open_links > 0))
        else:
            open_links -= is_link
            if is_block:
                end()
                open_blocks.pop()
            pieces.append((element.tail or "", open_links > 0))
    end()
    return found


@dataclass(slots=True)
class _Open:
    """A block that is being read, and the list or table that it is in."""

    element: html.HtmlElement
    group: int | None = None
    is_leaf: bool = True

    def family(self, numbers: dict[html.HtmlElement, int]) -> tuple[int, str]:
        parent = self.element.getparent() if self.is_leaf else None
        holder, name = (self.element, "") if parent is None else (parent, self.element.get("class") or "")
        return numbers.setdefault(holder, len(numbers)), name


def _events(top: html.HtmlElement) -> list[tuple[str, html.HtmlElement]]:
    from lxml import etree  # noqa: PLC0415  used here only

    return [(event, element) for event, element in etree.iterwalk(top, events=("start", "end"))]


def element_text(element: html.HtmlElement) -> str:
    return single_line(element.text_content())


def keep_breaks(text: str) -> str:
    """Return text with single spaces, and with line breaks only where they are marked."""
    lines = (" ".join(line.split()) for line in text.split(LINE))
    return "\n".join(line for line in lines if line)


def single_line(text: str) -> str:
    """Return text with single spaces, also for marked line breaks."""
    return " ".join(text.replace(LINE, " ").replace(PARAGRAPH, " ").split())
