"""Editors add links and forwarded posts: pages are fetched, prose is stored as it is."""

from __future__ import annotations

import pytest

from tests.bot.web.site import Reply, site
from tests.e2e.adding import added, end_of, origins, state
from tests.e2e.conftest import Running
from tests.e2e.test_conversation import ask, press_text
from tests.telegram.limits import Limits


@pytest.fixture
def limits() -> Limits:
    """Switch the limits off: these tests send many messages."""
    return Limits.none()


PAGE = """<!doctype html><html><head><title>Harbour bridge to close</title></head><body><article>
<h1>Harbour bridge to close</h1>
<p>The harbour bridge will close on Monday for repairs which nobody expects to end before the autumn, the city said.</p>
<p>“We found rust where nobody had looked,” said chief engineer Mara Lindqvist, who has looked after the bridge since it
was opened for the second time, nineteen years ago, and who had asked for new paint in each of those years.</p>
<p>Buses will take another route until October, and the ferry will go twice as often as it does now, even at night.</p>
</article></body></html>""".encode()
HTML = {"Content-Type": "text/html; charset=utf-8"}
PROSE = "Tram stops\nThe tram stopped on Tuesday, as told at https://example.org/tram and in town."


async def test_links_are_fetched_and_unusable_ones_are_refused_with_the_reason(running: Running) -> None:
    async with site({"/bridge": Reply(PAGE, headers=HTML), "/no": Reply(b"", 404)}) as at:
        sent = await running.editor.say(f"/add {at.base}/bridge")
        end = await added(running.editor)
        assert end.text.startswith("Stored: Harbour bridge to close")
        assert end.reply_to == sent.id
        assert "We found rust" in (await ask(running.stand.reader("Ann"), "what did Lindqvist say?")).text
        (origin,) = await origins(running, 1)
        assert origin == f"{at.base}/bridge, Telegram chat {running.editor.id}, message {sent.id}"
        # Once with /add, then in reply to a message of links; one of them twice.
        message = await running.editor.say(f"{at.base}/bridge\n{at.base}/no {at.base}/bridge\nhttp://127.0.0.9/x")
        await running.editor.reply()
        await running.editor.say("/add", reply_to=message)
        end = await added(running.editor)
        assert end.text.startswith("1 stored already, 2 refused.")
        assert f"• {at.base}/no " in end.text
        assert "• http://127.0.0.9/x " in end.text
    for wrong in ("file:///etc/passwd", "ftp://example.org/a", "javascript://alert(1)"):
        await running.editor.say(f"/add {wrong}")
        assert (await added(running.editor)).text.startswith("1 refused."), wrong
    assert await running.services.library.article_count() == 2


async def test_cancelling_a_page_stores_nothing_and_says_so(running: Running) -> None:
    async with site({"/slow": Reply(b"x", again=50, pause=3.0)}) as at:
        await running.editor.say(f"/add {at.base}/slow")
        shown = await running.editor.reply()
        await press_text(await running.editor.press(shown, "✖ Cancel"))
        end = await end_of(running.editor, shown)
    assert end.text == "Cancelled. Nothing is stored. Send it again to start over."


async def test_prose_with_a_link_in_it_is_the_article(running: Running) -> None:
    assert (await ask(running.editor, f"/add {PROSE}")).text.startswith("Stored: Tram stops ")


async def test_a_forwarded_post_has_publisher_date_and_address(running: Running) -> None:
    channel = running.stand.channel("Harbour Times", username="harbourtimes")
    post = channel.post_photo(PROSE)
    for expected in ("Stored: Tram stops", "Already stored: Tram stops"):
        forwarded = await running.editor.forward(post)
        await running.editor.reply()
        await running.editor.say("/add", reply_to=forwarded)
        assert (await running.editor.reply()).text.startswith(expected)
    (article,) = [a for a in await running.services.library.newest(9) if a.publisher == "Harbour Times"]
    assert (article.publisher, article.url) == ("Harbour Times", f"https://t.me/harbourtimes/{post.id}")
    assert article.published is not None


async def test_an_edited_post_forwarded_again_is_a_revision(running: Running) -> None:
    channel = running.stand.channel("Harbour Times", username="harbourtimes")
    post = channel.post(PROSE)
    for text, expected in ((PROSE, "Stored: "), (f"{PROSE} It goes again on Wednesday.", "Stored as a new revision: ")):
        post.raw["text"] = text
        forwarded = await running.editor.forward(post)
        await running.editor.reply()
        await running.editor.say("/add", reply_to=forwarded)
        assert (await running.editor.reply()).text.startswith(expected)
    assert await running.services.library.article_count() == 2


async def test_nothing_is_invented_about_a_hidden_forward(running: Running) -> None:
    ann = running.stand.reader("Ann")
    forwarded = await running.editor.forward(await ann.say(PROSE), hidden=True)
    await running.editor.reply()
    await running.editor.say("/add", reply_to=forwarded)
    assert (await running.editor.reply()).text.startswith("Stored: Tram stops")
    (article,) = [a for a in await running.services.library.newest(9) if a.title == "Tram stops"]
    assert (article.publisher, article.url, article.published) == (None, None, None)


async def test_a_forwarded_post_that_is_one_linked_headline_stands_for_its_page(running: Running) -> None:
    async with site({"/bridge": Reply(PAGE, headers=HTML)}) as at:
        linked = {"type": "text_link", "offset": 3, "length": 12, "url": f"{at.base}/bridge"}
        post = running.stand.channel("Harbour Times").post("👉 Read it here", [linked])
        forwarded = await running.editor.forward(post)
        await running.editor.reply()
        await running.editor.say("/add", reply_to=forwarded)
        assert (await added(running.editor)).text.startswith("Stored: Harbour bridge to close")


async def test_a_strangers_link_is_not_even_fetched(running: Running) -> None:
    before, stranger = await state(running), running.stand.reader("Stranger")
    async with site({"/bridge": Reply(PAGE, headers=HTML)}) as at:
        await stranger.say(f"/add {at.base}/bridge")
        assert (await stranger.reply()).text.startswith("Only editors can add articles.")
        assert at.paths == []
    assert await state(running) == before
