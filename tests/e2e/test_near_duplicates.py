"""One story from two publishers on Telegram: readers see it once, editors see the copy."""

from __future__ import annotations

from datetime import UTC, datetime

from retrieval.domain.article import Draft
from tests.contracts.test_near_duplicates import FLOOD, FLOOD_CUT
from tests.e2e.conftest import Running
from tests.e2e.test_answer_buttons import press
from tests.e2e.test_conversation import ask

LINK = "https://times.example/flood"


async def test_a_copy_is_shown_as_also_in_is_counted_once_and_outlives_the_first(running: Running) -> None:
    added = await ask(running.editor, f"/add Millbrook under water\n{FLOOD}")
    first = (await running.services.library.newest(1))[0].id
    assert "Near-copy" not in added.text
    copy = Draft(text=FLOOD_CUT, title="River leaves its bed", url=LINK, publisher="Harbour Times")
    (stored,) = await running.services.editing.add([copy])
    assert stored.article.copy_of == first

    ann = running.stand.reader("Ann")
    answer = await ask(ann, "what did Ana Maric say?")
    assert answer.text.count("We have never seen water come up so fast") == 1
    (listed,) = [b["text"] for b in answer.buttons if "Also in" in b["text"]]
    assert "Millbrook under water" in (await press(ann, answer, listed)).text
    assert "Ana Maric: 1 statement in 1 article" in (await ask(ann, "/people")).text
    assert "1 of them is a copy of another" in (await ask(ann, "/sources")).text

    stands = (await ask(running.editor, f"/article {stored.article.id}")).text
    assert "Near-copy of Millbrook under water · undated " + first in stands
    assert (
        "Also printed in River leaves its bed · Harbour Times" in (await ask(running.editor, f"/article {first}")).text
    )
    assert (
        "• Articles: 3 from 3 sources, 1 of them is a copy of another\n" in (await ask(running.editor, "/stats")).text
    )
    printed = await running.services.editing.statistics.printed_since(datetime(2026, 1, 1, tzinfo=UTC))
    assert len(printed) == 2
    assert (await ask(ann, "/trend Ana Maric")).text.startswith("1 statement by Ana Maric\n")

    removed = (await ask(running.editor, f"/retract {first} mistaken")).text
    assert f"1 copy of it is still shown:\n/article {stored.article.id} Harbour Times" in removed
    answer = await ask(ann, "what did Ana Maric say?")
    assert "We have never seen water come up so fast" in answer.text
    assert not [b["text"] for b in answer.buttons if "Also in" in b["text"]]


async def test_a_page_that_was_changed_is_a_revision_of_the_article_with_its_link(running: Running) -> None:
    (first,) = await running.services.editing.add([Draft(text=FLOOD, url=LINK)])
    corrected = Draft(text=FLOOD.replace("400", "90"), url=LINK.replace("https://", "http://www.") + "/?utm_source=x")
    (second,) = await running.services.editing.add([corrected])
    assert (second.article.id, second.article.revision) == (first.article.id, 2)
    answer = await ask(running.stand.reader("Ann"), "how many people left their homes at Millbrook?")
    assert "some 90 people" in answer.text
    assert "some 400" not in answer.text
