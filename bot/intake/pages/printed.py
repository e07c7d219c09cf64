"""What a page prints: its tree without what is not shown, and the words of each of its blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from bot.intake.pages.phrases import SENTENCE

LINE, PARAGRAPH = "\ue000", "\ue001"
"""What stands for <br> and for several in a row in a prepared tree: text that no step in between takes for layout."""

_UNSEEN = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "audio", "video", "button",
    "select", "textarea", "input", "dialog", "datalist", "rt", "rp", "del", "s", "strike",
)  # fmt: skip
_HIDDEN_STYLE = re.compile(r"(display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_FOR_EARS = {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screenreader", "a11y-hidden"}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td "
    "tfoot th thead title tr ul".split()
)


@dataclass(frozen=True, slots=True)
class Block:
    """The words of one block of a page, and the share of their characters that is a link."""

    text: str
    linked: float


def parsed(text: str) -> html.HtmlElement | None:
    """The tree of a page, None where there is nothing in it.  libxml2 stops at a depth of 256."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    content = text.encode("utf-8", "replace")
    return html.document_fromstring(content, parser=parser) if content.strip() else None


def prepare(tree: html.HtmlElement) -> None:
    """Leave in a tree what is shown, as it is shown; what HTML says by tags alone is said in characters."""
    for element in list(tree.iter(*_UNSEEN)):
        element.drop_tree()
    for element in tree.xpath("//*[@hidden or @style or @class]"):
        if element.getparent() is not None and element.tag not in {"html", "body"} and _is_hidden(element):
            element.drop_tree()
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
        # Between paragraphs a division of words alone is one too; trafilatura leaves it out.
        if not any(child.tag in _BLOCKS for child in element.iterdescendants()) and SENTENCE.search(words_of(element)):
            element.tag = "p"
    _mark_breaks(tree)


def _is_hidden(element: html.HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
        or not _FOR_EARS.isdisjoint((element.get("class") or "").split())
    )


def _mark_breaks(tree: html.HtmlElement) -> None:
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
    """All that a prepared tree prints in its body, block by block."""
    found: list[Block] = []
    pieces: list[tuple[str, bool]] = []

    def end() -> None:
        whole = "".join(piece for piece, _ in pieces)
        linked = sum(len(words(piece)) for piece, in_link in pieces if in_link)
        size = len(words(whole)) or 1
        found.extend(Block(text, min(1.0, linked / size)) for part in whole.split(PARAGRAPH) if (text := words(part)))
        pieces.clear()

    body = tree.find("body")
    # Not by recursion: how deep a page goes is its own choice.
    open_links = 0
    for event, element in _events(tree if body is None else body):
        is_block, is_link = element.tag in _BLOCKS, element.tag == "a"
        if event == "start":
            if is_block:
                end()
            open_links += is_link
            pieces.append((element.text or "", open_links > 0))
        else:
            open_links -= is_link
            if is_block:
                end()
            pieces.append((element.tail or "", open_links > 0))
    end()
    return found


def _events(top: html.HtmlElement) -> list[tuple[str, html.HtmlElement]]:
    from lxml import etree  # noqa: PLC0415  a name for one place

    return [(event, element) for event, element in etree.iterwalk(top, events=("start", "end"))]


def words_of(element: html.HtmlElement) -> str:
    return words(element.text_content())


def words(text: str) -> str:
    """Words with one blank between them, the marks of breaks taken for such."""
    return " ".join(text.replace(LINE, " ").replace(PARAGRAPH, " ").split())
