"""Why a page is no article that can be quoted: what stands in its place.  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from bot.intake.pages.blocks import Block, element_text
from bot.intake.pages.declared import PageMetadata
from bot.intake.pages.extracting import Extracted
from bot.intake.pages.phrases import CONSENT, GONE, LOGIN, QUOTED, ROBOTS, SCRIPTED, SENTENCE, SUBSCRIBE, parts

# What has as many words is more than a notice, an error or the opening that a paywall leaves …
NOTICE = 150
# … and what has fewer than these, in sentences, tells nothing that could be quoted.
SHORTEST = 8
# An article that says how many words it has shows less than this share of them where the rest is for subscribers.
WHOLE = 0.6
LINKS = 0.5
# An element <article> with a link and fewer words than this leads to an article.
TEASER = 80

_OTHER = {"product": "a product", "profile": "a profile", "video": "a video", "music": "music", "book": "a book"}
_LETTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")
_SAVE = "open it in your browser, save the page, and add the file"


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page has beside its text, before anything is taken out of it."""

    titles: tuple[str, ...]
    notices: str
    password: bool
    scripts: int
    teasers: tuple[str, ...]

    def is_titled(self, what: re.Pattern[str]) -> bool:
        return any(what.fullmatch(part) for title in self.titles for part in parts(title))


def page_context(tree: html.HtmlElement) -> PageContext:
    """`tree` as it came."""
    titles = [" ".join(element.text_content().split()) for element in tree.xpath("//head/title | //h1")]
    return PageContext(
        titles=tuple(title for title in titles if title),
        notices=" ".join(element.text_content() for element in tree.iter("noscript"))[:2000],
        password=bool(tree.xpath("//input[@type='password']")),
        scripts=len(tree.xpath("//script[not(contains(@type, 'json'))]")),
        teasers=tuple(
            text for text in map(element_text, tree.xpath("//article[.//a[@href]]")) if word_count(text) < TEASER
        ),
    )


def refusal(found: Extracted, shown: list[Block], about: PageMetadata, page: PageContext, *, front: bool) -> str | None:
    """The reason, for an editor; None for an article.  `front`: the address is that of the whole site."""
    article = " ".join(found.paragraphs)
    size, all_words = word_count(article), sum(word_count(block.text) for block in shown)
    if size < NOTICE and (reason := _in_its_place(found, shown, page, size, all_words)) is not None:
        return reason
    if _is_stub(found, shown, about, size):
        return "shows only the opening of its article, the rest is for subscribers; add the whole text, if you have it"
    if front or _is_list(found, about, page):
        return "is a list of articles, not one of them; add the links of the articles"
    if size < SHORTEST or not any(SENTENCE.search(paragraph) for paragraph in found.paragraphs):
        return "holds no article: there is no text in sentences; add the article's text itself"
    kind = about.kind.partition(".")[0]
    if kind in _OTHER and not about.is_article and size < NOTICE:
        return f"is {_OTHER[kind]}, not an article; add the article's text itself"
    return None


def _in_its_place(found: Extracted, shown: list[Block], page: PageContext, size: int, all_words: int) -> str | None:
    """What stands where the article should."""
    if page.is_titled(ROBOTS):
        return f"asks whether a person reads it; {_SAVE}"
    if page.is_titled(GONE):
        return "says that there is no such page; check the link"
    if _is_consent(found, shown):
        return f"asks for consent to cookies and shows no article; {_SAVE}"
    if page.is_titled(LOGIN) or (page.password and size < SHORTEST):
        return f"asks to log in; {_SAVE}"
    return _emptiness(shown, page, all_words) if size < SHORTEST else None


def _emptiness(shown: list[Block], page: PageContext, all_words: int) -> str | None:
    bare = all_words < SHORTEST
    asks = any(map(SCRIPTED.search, (page.notices, *(block.text for block in shown))))
    if (asks and all_words < NOTICE) or (bare and page.scripts):
        return f"is put together by JavaScript, and shows nothing without it; {_SAVE}"
    return "is empty: there is no text to quote; check the link" if bare else None


def _is_consent(found: Extracted, shown: list[Block]) -> bool:
    """Most of what it says is on what it wants to be allowed; an article about cookies says "they", or quotes."""
    texts = list(found.paragraphs) or [block.text for block in shown]
    asking = sum(word_count(text) for text in texts if CONSENT.search(QUOTED.sub("", text)))
    asked = sum(bool(CONSENT.search(block.text)) for block in shown)
    return asked >= 2 and asking > sum(map(word_count, texts)) / 2


def _is_stub(found: Extracted, shown: list[Block], about: PageMetadata, size: int) -> bool:
    if about.words and about.free is False:
        return size < about.words * WHOLE
    # In the page's head and foot everybody is asked to subscribe: what counts stands behind the article's opening.
    asks = any(SUBSCRIBE.search(block.text) and word_count(block.text) < 60 for block in _after(found, shown))
    if about.free is False:
        return asks or size < NOTICE
    return asks and size < NOTICE and about.free is None


def _after(found: Extracted, shown: list[Block]) -> list[Block]:
    """The blocks from the article's end on, its last one included: trafilatura may take an invitation for text."""
    if not found.paragraphs:
        return shown
    kept = set(found.paragraphs)
    places = [place for place, block in enumerate(shown) if block.text in kept]
    return shown[places[-1] :][:12] if places else []


def _is_list(found: Extracted, about: PageMetadata, page: PageContext) -> bool:
    if found.linked > LINKS:
        return True
    if not about.is_list or about.is_article or len(page.teasers) <= 3:
        return False
    # Below an article stand teasers too: of a list, they are what is taken for its text.
    teased = [p for p in found.paragraphs if any(p in teaser for teaser in page.teasers)]
    return sum(map(word_count, teased)) > sum(map(word_count, found.paragraphs)) / 2


def word_count(text: str) -> int:
    """How many words; in scripts that set no blanks between them, two characters are taken for one."""
    found: list[str] = _LETTERS.findall(text)
    single = sum(len(word) == 1 and word >= "\u3040" for word in found)
    return len(found) - single + (single + 1) // 2
