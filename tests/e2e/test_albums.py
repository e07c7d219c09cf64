"""Documents sent as one album: one caption counts for all, in any order and across a restart."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.adding import BRIDGE, FERRY, added, end_of, state
from tests.e2e.conftest import Running, eventually, running_bot
from tests.e2e.replaying import handle_again
from tests.e2e.test_conversation import press_text
from tests.telegram.stand import Stand

TRAM = b"The tram is early, which nobody had expected of it."
THREE = (("bridge.txt", BRIDGE), ("ferry.txt", FERRY), ("tram.txt", TRAM))


async def test_one_caption_counts_for_the_whole_album(running: Running) -> None:
    sent = await running.editor.album(*THREE, caption="/add", under=2)
    end = await added(running.editor)
    assert end.text.startswith("3 stored.")
    assert end.reply_to == sent[2].id
    assert {e.by.user for e in await running.services.library.entries(3)} == {running.editor.id}
    await running.editor.album(*THREE, caption="/add")
    assert (await added(running.editor)).text.startswith("3 stored already.")
    await running.editor.quiet(0.5)


async def test_a_document_that_comes_late_in_an_album_is_added(running: Running) -> None:
    sent = await running.editor.album(*THREE[:2], caption="/add")
    assert (await added(running.editor)).text.startswith("2 stored.")
    await running.editor.album(THREE[2], group=sent[0].raw["media_group_id"])
    assert (await added(running.editor)).text.startswith("Stored: ")
    assert await running.services.library.article_count() == 4


async def test_an_album_without_a_caption_is_offered_once_and_added_by_button_or_reply(running: Running) -> None:
    sent = await running.editor.album(*THREE)
    offer = await running.editor.reply()
    assert offer.text.startswith("I can store these 3 documents")
    await running.editor.quiet(0.3)
    await press_text(await running.editor.press(offer, "Add"))
    assert (await end_of(running.editor, offer)).text.startswith("3 stored.")
    await running.editor.say("/add", reply_to=sent[1])
    assert (await added(running.editor)).text.startswith("3 stored already.")


async def test_a_strangers_album_is_refused_once_and_stores_nothing(running: Running) -> None:
    before, stranger = await state(running), running.stand.reader("Stranger")
    await stranger.album(*THREE, caption="/add")
    said = {m.text[:20] for m in await stranger.replies(2)}
    assert said == {"Only editors can add", "Only editors can sen"}
    await stranger.quiet(2.5)
    assert await state(running) == before


async def test_an_album_across_a_restart_is_stored_once_and_whole(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path) as running:
        sent = await running.editor.album(*THREE[:1], caption="/add")

        async def asked_for() -> bool:
            return bool(await running.services.editing.jobs.running())

        await eventually(asked_for)
    async with running_bot(stand, tmp_path) as running:
        assert (await running.editor.reply()).text.startswith("Interrupted. Nothing is stored.")
        await running.editor.album(*THREE[1:], group=sent[0].raw["media_group_id"])
        assert (await added(running.editor)).text.startswith("3 stored.")
        before = await state(running)
        updates = [u for u in stand.updates if "document" in u.get("message", {})]
    handle_again(stand, tmp_path, updates)
    async with running_bot(stand, tmp_path) as running:
        # Only the document with the caption was interrupted, so only it is added again.
        assert (await added(running.editor)).text.startswith("Already stored: ")
        await running.editor.quiet(1.2)
        assert await state(running) == before


async def test_an_album_is_added_whole_although_an_article_was_still_expected(running: Running) -> None:
    """What an /add before it asked for was written with the next one: nothing of the album answers that question."""
    await running.editor.say("/add Hill")
    await running.editor.reply()
    await running.editor.say("/add Seals return\n\n“We counted eleven pups,” said Ida Brandt, who watches the seals.")
    assert (await running.editor.reply()).text.startswith("Stored: ")
    await running.editor.album(*THREE, caption="/add")
    assert (await added(running.editor)).text.startswith("3 stored.")
    await running.editor.quiet(1.5)


async def test_two_captions_in_an_album_add_it_once(running: Running) -> None:
    sent = await running.editor.album(*THREE[:1], caption="/add")
    await running.editor.album(*THREE[1:], caption="/add", group=sent[0].raw["media_group_id"])
    assert (await added(running.editor)).text.startswith("3 stored.")
    await running.editor.quiet(1.5)
