"""Decide whether a page is an article, and say what else it is.  Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from lxml import html

from bot.intake.pages.blocks import Block, element_text
from bot.intake.pages.declared import PageMetadata
from bot.intake.pages.extracting import Extracted
from bot.intake.pages.phrases import CONSENT, GONE, LOGIN, QUOTED, ROBOTS, SCRIPTED, SENTENCE, SUBSCRIBE, parts
from retrieval.domain.wording import Wording

# A text of this many words is more than a notice, an error or the opening that a paywall shows; …
MIN_ARTICLE_WORDS = 150
# … one of fewer than these has nothing to quote.
MIN_WORDS = 8
# A notice has fewer words.
MAX_NOTICE_WORDS = 60
# A text of this many words that ends with a sentence is more than an opening.
MIN_WHOLE_WORDS = 300
_ENDED = (".", "!", "?", "。", "।", "۔", "։")
# A paywalled page shows less than this share of the number of words that it declares.
MIN_SHOWN_SHARE = 0.6
MAX_LINK_SHARE = 0.5
# A shorter element <article> with a link is a teaser of an article.
MIN_TEASER_WORDS = 80

_OTHER = {
    "product": Wording("a product"),
    "profile": Wording("a profile"),
    "video": Wording("a video"),
    "music": Wording("music"),
    "book": Wording("a book"),
}
# Chinese and Japanese; Thai, Lao, Burmese and Khmer.  A vowel sign is part of an Indian word, and no letter to Python.
_WORDS = re.compile(
    r"(?P<two>[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])|(?P<five>[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
    r"|[^\W_][^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]*"
    r"(?:[\u0300-\u036f\u0900-\u0dff]+[^\W_]*)*"
)
_SAVE = Wording("open it in your browser, save the page, and add the file")


@dataclass(frozen=True, slots=True)
class PageContext:
    """Signs on a page other than its article, before anything is removed from it."""

    titles: tuple[str, ...]
    notices: str
    password: bool
    scripts: int
    teasers: tuple[str, ...]

    def is_titled(self, what: re.Pattern[str]) -> bool:
        return any(what.fullmatch(part) for title in self.titles for part in parts(title))


def page_context(tree: html.HtmlElement, notices: str) -> PageContext:
    """Return the signs on `tree`, an unchanged page; `notices` is what it tells browsers without scripts."""
    titles = [" ".join(element.text_content().split()) for element in tree.xpath("//head/title | //h1")]
    return PageContext(
        titles=tuple(title for title in titles if title),
        notices=notices[:2000],
        password=bool(tree.xpath("//input[@type='password']")),
        scripts=len(tree.xpath("//script[not(contains(@type, 'json'))]")),
        teasers=tuple(
            text
            for text in map(element_text, tree.xpath("//article[.//a[@href]]"))
            if word_count(text) < MIN_TEASER_WORDS
        ),
    )


def refusal(
    found: Extracted, shown: list[Block], metadata: PageMetadata, page: PageContext, *, front: bool
) -> Wording | None:
    """Return why a page is refused, for editors; None for an article.  `front`: it is a site's front page."""
    article = " ".join(found.paragraphs)
    size, all_words = word_count(article), sum(word_count(block.text) for block in shown)
    if size < MIN_ARTICLE_WORDS and (reason := _other_page(found, shown, page, size, all_words)) is not None:
        return reason
    if _is_stub(found, shown, metadata, size):
        return Wording(
            "shows only the beginning of the article, and the rest for subscribers; add the whole text if you have it"
        )
    if front or _is_list(found, metadata, page):
        return Wording("is a list of articles, not an article; add the links of the articles")
    if size < MIN_WORDS or not any(SENTENCE.search(paragraph) for paragraph in found.paragraphs):
        return Wording("has no article, because it has no sentences; add the article's text itself")
    kind = metadata.kind.partition(".")[0]
    if kind in _OTHER and not metadata.is_article and size < MIN_ARTICLE_WORDS:
        return Wording("is {what}, not an article; add the article's text itself", what=_OTHER[kind])
    return None


def _other_page(found: Extracted, shown: list[Block], page: PageContext, size: int, all_words: int) -> Wording | None:
    """Return what kind of page stands in the article's place, if any."""
    if page.is_titled(ROBOTS):
        return Wording("is a check for robots, not an article; {save}", save=_SAVE)
    if page.is_titled(GONE):
        return Wording("is an error page that says the page does not exist; check the link")
    if _is_consent(found, shown):
        return Wording("asks for consent to cookies instead of showing an article; {save}", save=_SAVE)
    if page.is_titled(LOGIN) or (page.password and size < MIN_WORDS):
        return Wording("is a login page, not an article; {save}", save=_SAVE)
    if _is_notice(found, shown, page, size):
        return Wording("shows a notice instead of the article; {save}", save=_SAVE)
    return _emptiness(shown, page, all_words) if size < MIN_WORDS else None


def _is_notice(found: Extracted, shown: list[Block], page: PageContext, size: int) -> bool:
    """Return whether a short text has no word of the page's title, which is not printed either.

    That is how a notice looks, of an old browser for example, on a page whose article is shown by a script.
    """
    if not MIN_WORDS <= size < MAX_NOTICE_WORDS or not page.scripts:
        return False
    title = _stems(" ".join(page.titles))
    return bool(title) and not title & _stems(" ".join(block.text for block in shown))


def _stems(text: str) -> set[str]:
    """Return the beginnings of a text's longer words, or pairs of characters in scripts without spaces."""
    words = re.findall(r"[^\W\d_]{4,}", text.casefold())
    return {word[at : at + 2] for word in words if word[0] >= "\u0e00" for at in range(len(word) - 1)} | {
        word[:5] for word in words if word[0] < "\u0e00"
    }


def _emptiness(shown: list[Block], page: PageContext, all_words: int) -> Wording | None:
    bare = all_words < MIN_WORDS
    asks = any(map(SCRIPTED.search, (page.notices, *(block.text for block in shown))))
    if (asks and all_words < MIN_ARTICLE_WORDS) or (bare and page.scripts):
        return Wording("shows nothing without JavaScript; {save}", save=_SAVE)
    return Wording("is empty; check the link") if bare else None


def _is_consent(found: Extracted, shown: list[Block]) -> bool:
    """Return whether most of the text asks for consent; an article about cookies says "they", or quotes."""
    texts = list(found.paragraphs) or [block.text for block in shown]
    asking = sum(word_count(text) for text in texts if CONSENT.search(QUOTED.sub("", text)))
    asked = sum(bool(CONSENT.search(block.text)) for block in shown)
    return asked >= 2 and asking > sum(map(word_count, texts)) / 2


def _is_stub(found: Extracted, shown: list[Block], metadata: PageMetadata, size: int) -> bool:
    if metadata.words and metadata.free is False:
        return size < metadata.words * MIN_SHOWN_SHARE
    ends = any(paragraph.rstrip("”\"'’)»").endswith(_ENDED) for paragraph in found.paragraphs[-2:])
    if metadata.free is False and size >= MIN_WHOLE_WORDS and ends:
        # Of a metered page everything is shown; a paywall shows an opening.
        return False
    # Every page asks for subscriptions in its header and footer; only what follows the article's opening counts.
    asks = any(SUBSCRIBE.search(block.text) and word_count(block.text) < 60 for block in _after(found, shown))
    if metadata.free is False:
        return asks or size < MIN_ARTICLE_WORDS
    return asks and size < MIN_ARTICLE_WORDS and metadata.free is None


def _after(found: Extracted, shown: list[Block]) -> list[Block]:
    """Return the article's last block and those after it; trafilatura may take an invitation for the last one."""
    if not found.paragraphs:
        return shown
    kept = set(found.paragraphs)
    places = [place for place, block in enumerate(shown) if block.text in kept]
    return shown[places[-1] :][:12] if places else []


def _is_list(found: Extracted, metadata: PageMetadata, page: PageContext) -> bool:
    if found.linked > MAX_LINK_SHARE:
        return True
    if not metadata.is_list or metadata.is_article or len(page.teasers) <= 3:
        return False
    # There are teasers below an article too; on a list, the extracted text consists of them.
    teased = [p for p in found.paragraphs if any(p in teaser for teaser in page.teasers)]
    return sum(map(word_count, teased)) > sum(map(word_count, found.paragraphs)) / 2


def word_count(text: str) -> int:
    """Count words; in scripts without spaces between them, two or five characters count as one word."""
    kinds = Counter(found.lastgroup for found in _WORDS.finditer(text))
    return kinds[None] + -(-kinds["two"] // 2) + -(-kinds["five"] // 5)
