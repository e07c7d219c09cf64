"""Decide which blocks of a page belong to its article, by those that trafilatura found.  Pure.

trafilatura overlooks the opening under the headline, lists, text beside child elements, and whatever stands in another
container than most paragraphs; and it takes captions, invitations and links to other articles.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set

from bot.intake.pages.blocks import Block
from bot.intake.pages.phrases import CONSENT, ELSEWHERE, INVITES, LABEL, QUOTED, SENTENCE

# A paragraph with a larger share of link text, and not a sentence, leads to another article.
_MAX_LINK_SHARE = 0.6
# The same for a headline after "Read more:", …
_MAX_HEADLINE_SHARE = 0.4
# … for what trafilatura has not found, …
_MAX_FOUND_SHARE = 0.3
# … and for a list or table as a whole, which names people by links, for example.
_MAX_GROUP_SHARE = 0.7
# Lists and tables with longer items are a page's layout.
_MAX_ITEM_CHARS = 200
# So many blocks at most may stand between the headline and the text; openings have more words than a caption's.
_MAX_OPENING_BLOCKS, _MIN_OPENING_WORDS = 15, 8
# So many paragraphs of a kind, with so many characters in all, are not a box between others.
_MIN_RUN, _MIN_RUN_CHARS = 3, 400
_STOP = re.compile(r"(?<=[.!?])\s")
# A shorter paragraph with a link may be an invitation, to a newsletter for example.
_MIN_LINKED_CHARS = 200
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_HOLDERS = frozenset({"article", "body", "center", "div", "main", "section", "td"})
_CAPTION_CLASS = re.compile(r"caption|copyright|credit|image-?(?:desc|annot)|bildunterschrift", re.IGNORECASE)


def selected(shown: Sequence[Block], found: Set[int], headlines: Iterable[str]) -> list[int]:
    """Return the places of the article's blocks, in page order, by those that were `found`."""
    if not found:
        return []
    places = set(found) | _of_families(shown, found)
    main = _main_family(shown, places)
    places |= set(_opening(shown, min(place for place in places if shown[place].family == main), headlines))
    places |= set(_runs(shown, places)) | set(_lists(shown, places))
    whole = set(_whole_groups(shown, places))
    holder = main and main[0]
    kept = [
        place
        for place in sorted(places | whole)
        if not _is_caption(shown[place])
        and (place in whole or _is_heading_in(shown[place], holder) or not _leads_away(shown[place]))
    ]
    return _without_last_headings(shown, kept)


def _of_families(shown: Sequence[Block], found: Set[int]) -> set[int]:
    """Return paragraphs of the same parent and class, before and between those found, and the headings over them.

    Text beside child elements is taken after the last one found, too: a child may have ended trafilatura's search.
    """
    ends: dict[tuple[int, str] | None, int] = {}
    for place in sorted(found):
        ends[shown[place].family] = place
    paragraphs = {
        place
        for place, block in enumerate(shown)
        if block.family in ends and (place < ends[block.family] or block.tag in _HOLDERS)
        and block.linked < _MAX_LINK_SHARE and SENTENCE.search(block.text)
    }  # fmt: skip
    headings = {
        place - 1
        for place in paragraphs - found
        if place and shown[place - 1].tag in _HEADINGS and _holder(shown[place - 1]) == _holder(shown[place])
    }
    return paragraphs | headings


def _holder(block: Block) -> int | None:
    return None if block.family is None else block.family[0]


def _main_family(shown: Sequence[Block], places: Set[int]) -> tuple[int, str] | None:
    """Return the family with most of the text."""
    sizes: defaultdict[tuple[int, str] | None, int] = defaultdict(int)
    for place in sorted(places):
        sizes[shown[place].family] += len(shown[place].text)
    return max(sizes, key=lambda family: sizes[family])


def _opening(shown: Sequence[Block], first: int, headlines: Iterable[str]) -> Iterator[int]:
    """Yield the sentences between the nearest headline above and the `first` block of the text."""
    titles = {_folded(title) for title in headlines}
    begin = max(0, first - _MAX_OPENING_BLOCKS)
    heads = [place for place in range(begin, first) if _folded(shown[place].text) in titles]
    for place in range(heads[-1] + 1, first) if heads else ():
        if _is_text(shown[place]) and len(shown[place].text.split()) >= _MIN_OPENING_WORDS:
            yield place


def _runs(shown: Sequence[Block], places: Set[int]) -> Iterator[int]:
    """Yield paragraphs of one family between those found, if they are many."""
    families: defaultdict[tuple[int, str] | None, list[int]] = defaultdict(list)
    for place in range(min(places), max(places)):
        if place in places:
            families.clear()
        elif shown[place].group is None and _is_text(shown[place]):
            run = families[shown[place].family]
            run.append(place)
            if len(run) >= _MIN_RUN and sum(len(shown[one].text) for one in run) >= _MIN_RUN_CHARS:
                yield from run


def _lists(shown: Sequence[Block], places: Set[int]) -> Iterator[int]:
    """Yield the items of lists that follow a found paragraph and have sentences."""
    for items in _groups(shown).values():
        if items[0] - 1 in places and items[-1] < max(places) and _linked(shown, items) < _MAX_FOUND_SHARE:
            yield from items if any(SENTENCE.search(shown[item].text) for item in items) else ()


def _whole_groups(shown: Sequence[Block], places: Set[int]) -> Iterator[int]:
    """Yield all items of lists and tables whose plain items were found, because a row without a name is no row."""
    for items in _groups(shown).values():
        plain = [item for item in items if shown[item].linked < _MAX_LINK_SHARE]
        known = sum(item in places for item in plain)
        if plain and 2 * known > len(plain) and _linked(shown, items) <= _MAX_GROUP_SHARE:
            yield from items


def _groups(shown: Sequence[Block]) -> dict[int, list[int]]:
    """Return the places of the items of each list and table of short items."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place, block in enumerate(shown):
        if block.group is not None:
            groups[block.group].append(place)
    return {
        group: items
        for group, items in groups.items()
        if sum(len(shown[item].text) for item in items) <= _MAX_ITEM_CHARS * len(items)
    }


def _linked(shown: Sequence[Block], items: Sequence[int]) -> float:
    size = sum(len(shown[item].text) for item in items)
    return sum(shown[item].linked * len(shown[item].text) for item in items) / size


def _is_text(block: Block) -> bool:
    return block.linked < _MAX_FOUND_SHARE and SENTENCE.search(block.text) is not None and not _is_caption(block)


def _is_caption(block: Block) -> bool:
    named = block.family is not None and _CAPTION_CLASS.search(block.family[1])
    return block.tag == "figcaption" or bool(named) or block.text.startswith("©")


def _is_heading_in(block: Block, holder: int | None) -> bool:
    """Return whether a block is a heading between the article's paragraphs; it may lead to a topic."""
    return block.tag in _HEADINGS and holder is not None and _holder(block) == holder


def _without_last_headings(shown: Sequence[Block], places: list[int]) -> list[int]:
    """Return the places without headings at the end, over what was left out."""
    while places and shown[places[-1]].tag in _HEADINGS:
        places = places[:-1]
    return places


def _leads_away(block: Block) -> bool:
    ended = block.text.rstrip("”\"'’)»").endswith((".", "!", "?", "…", "。"))
    short = block.linked > 0 and len(block.text) < _MIN_LINKED_CHARS
    invites = short and INVITES.search(QUOTED.sub("", block.text))
    elsewhere = short and block.linked > _MAX_HEADLINE_SHARE and ELSEWHERE.match(block.text)
    # Two such sentences outside quotation marks are the page's own notice.
    notice = sum(bool(CONSENT.search(said)) for said in _STOP.split(QUOTED.sub("", block.text))) > 1
    label = LABEL.fullmatch(block.text)
    return bool(invites or elsewhere or label or notice) or (block.linked > _MAX_LINK_SHARE and not ended)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
