"""The pages that are photographed show what the stand recorded: all of it, in order, and nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.shots.browser import HOW_TO_INSTALL, browser, chromium
from tests.shots.entities import html_of
from tests.shots.flows import FLOWS
from tests.shots.phone import bubble, keyboard, service_line, shot_of
from tests.shots.town import town
from tests.telegram import utf16
from tests.telegram.records import Message
from tests.telegram.refusals import Json
from tests.telegram.stand import Stand


class _Words(HTMLParser):
    """Collects the text content of HTML, and of each element by its tag and class."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append((dict(attrs).get("class") or tag, len(self.text)))

    def handle_endtag(self, tag: str) -> None:
        kind, start = self._open.pop()
        self.found.append((kind, self.text[start:]))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> _Words:
    words = _Words()
    words.feed(html)
    return words


def entity(text: str, words: str, kind: str, **more: str) -> Json:
    start = utf16.units(text[: text.index(words)])
    return {"type": kind, "offset": start, "length": utf16.units(words), **more}


TEXT = "🦭 Seals <b>&\n“🦭🦭 came back,”\nsaid Ida · שלום · more"
MARKS = [
    entity(TEXT, "Seals <b>&", "bold"),
    entity(TEXT, "“🦭🦭 came back,”", "expandable_blockquote"),
    entity(TEXT, "🦭🦭 came", "bold"),
    entity(TEXT, "came back", "italic"),
    entity(TEXT, "Ida · שלום", "text_link", url="https://a.example/?a=1&b=“"),
]


def test_the_text_of_a_page_is_the_text_of_the_message_and_entities_cover_their_words() -> None:
    words = read(html_of(TEXT, MARKS))
    assert words.text == TEXT
    assert ("text_link", "Ida · שלום") in words.found
    assert ("expandable", "“🦭🦭 came back,”") in words.found
    assert "".join(text for kind, text in words.found if kind == "b") == "Seals <b>&🦭🦭 came"
    assert "".join(text for kind, text in words.found if kind == "i") == "came back"


def test_every_character_is_inside_just_the_entities_that_cover_it() -> None:
    html = html_of(TEXT, MARKS)
    # Overlapping entities make nested elements, which close in order.
    assert re.findall(r"<(\w+)", html).count("blockquote") == html.count("</blockquote>") == 1
    assert "<b><i>came</i></b>" in html.replace("🦭🦭 ", "") or "<i><b>came</b></i>" in html


def test_a_button_is_drawn_in_its_row_with_what_it_does() -> None:
    rows = [[{"text": "More <1>", "callback_data": "m"}], [{"text": "Source", "url": "https://a.example"}] * 2]
    html = keyboard({"inline_keyboard": rows})
    assert [text for kind, text in read(html).found if kind == "row"] == ["More <1>", "Source↗Source↗"]


async def test_messages_are_drawn_on_the_side_of_who_wrote_them() -> None:
    async with Stand() as stand:
        ann = stand.reader("Ann")
        asked = await ann.say("what did Hill say?")
        assert 'class="message mine"' in bubble(stand, asked, ann.id, in_group=False)
        assert 'class="message theirs"' in bubble(stand, asked, ann.id + 1, in_group=False)
        group = stand.group("Neighbours", members=[ann], forum=True)
        topic = Message(group.chat.messages[group.topic("Harbour")])
        assert service_line(topic) == "Ann created the topic “Harbour”"


async def test_a_page_holds_the_whole_conversation_that_the_stand_recorded() -> None:
    async with town(invented=False) as running:
        ann = running.stand.reader("Ann")
        await ann.say("what did Hill say?")
        answer = await ann.reply()
        html = shot_of(running.stand, ann.chat, ann.id, "answer").page("light")
        words = read(html)
        shown = [text for kind, text in words.found if kind == "text"]
        assert shown == ["what did Hill say?", answer.text]
        for label in answer.button_texts:
            assert label in words.text
        assert answer.cuts("expandable_blockquote") == [text for kind, text in words.found if kind == "expandable"]


@pytest.mark.skipif(chromium() is None, reason=HOW_TO_INSTALL)
async def test_a_photograph_is_as_high_as_its_page_and_small() -> None:
    image = pytest.importorskip("PIL.Image")
    import io

    async with Stand() as stand:
        ann = stand.reader("Ann")
        sizes = []
        command = chromium()
        assert command is not None
        async with browser(command) as camera:
            for _ in range(2):
                await ann.say("A line that is long enough to be broken in two on a phone, where it has little room.")
                png = await camera.photograph(shot_of(stand, ann.chat, ann.id, "said").page("dark"))
                assert len(png) < 30_000
                sizes.append(image.open(io.BytesIO(png)).size)
        (first, low), (second, high) = sizes
        assert first == second == 585
        assert high > low > 200


def test_every_flow_has_a_name_for_a_file() -> None:
    assert FLOWS
    assert [name for name in FLOWS if not re.fullmatch(r"[a-z-]+", name)] == []
