"""The Watches and Alerts ports: what a chat follows, and new articles looked through once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from retrieval.text.normalize import fold
from storage.ports.outbox import Delivery
from storage.ports.watches import ALERTS_PER_DAY, Alert, AlertChat, Batch, Quiet, Watch, WatchKind
from tests.contracts.stores import NOON, Stores
from tests.retrieval.invented import Said, printed

ANN, GROUP, SUPERGROUP = 7, -5, -1001234567890
ADA = Watch(ANN, 0, WatchKind.PERSON, "Ada Brook", "ada brook", "brook", NOON)
KOSOVO = Watch(ANN, 0, WatchKind.WORDS, "Kosovo", "kosovo", "kosovo", NOON)
TIDE = printed("“The tide is out,” said Ada Brook in Kosovo.", Said("“The tide is out,”", "Ada Brook"), name="tide")


async def put(stores: Stores, watch: Watch) -> Watch:
    followed = await stores.watches.put(watch)
    assert followed is not None
    return followed


async def scanned(stores: Stores) -> Batch:
    batch = await stores.alerts.unseen(100)
    assert batch is not None
    return batch


def alert_of(watch: Watch, article: str = "tide") -> Delivery:
    listed = [{"watch": watch.id, "article": article}]
    return Delivery(f"alert:{watch.chat_id}:1", watch.chat_id, {"alerts": listed, "articles": [article]})


async def test_a_chat_follows_people_and_words_in_each_topic(stores: Stores) -> None:
    ada, kosovo = await put(stores, ADA), await put(stores, KOSOVO)
    elsewhere = await put(stores, replace(KOSOVO, topic=3))
    assert await stores.watches.of_chat(ANN) == [ada, kosovo, elsewhere]
    assert await stores.watches.of_chat(ANN, 3) == [elsewhere]
    assert await stores.watches.get(ada.id, ANN) == ada
    assert await stores.watches.get(ada.id, 8) is None


async def test_following_again_keeps_the_first_watch(stores: Stores) -> None:
    ada = await put(stores, ADA)
    assert await stores.watches.put(replace(ADA, name="ADA BROOK", since=NOON + timedelta(days=1))) == ada


async def test_a_chat_follows_no_more_than_the_limit(stores: Stores) -> None:
    await put(stores, ADA)
    assert await stores.watches.put(KOSOVO, most=1) is None
    assert await stores.watches.put(replace(KOSOVO, chat_id=8), most=1) is not None


async def test_unfollowing_takes_it_out_of_the_alerts_that_wait(stores: Stores) -> None:
    ada, kosovo = await put(stores, ADA), await put(stores, KOSOVO)
    both = alert_of(ada)
    both.content["alerts"].append({"watch": kosovo.id, "article": "other"})
    both.content["articles"].append("other")
    await stores.outbox.put(both, NOON)
    assert await stores.watches.remove(ada.id, 8) is None
    assert await stores.watches.remove(ada.id, ANN) == ada
    assert await stores.watches.remove(ada.id, ANN) is None
    (left,) = await stores.outbox.due(NOON)
    assert left.content == {"alerts": [{"watch": kosovo.id, "article": "other"}], "articles": ["other"]}


async def test_watches_are_found_by_surnames_and_words_unless_the_chat_cannot_be_reached(stores: Stores) -> None:
    ada, kosovo = await put(stores, ADA), await put(stores, KOSOVO)
    assert await stores.watches.naming({"brook"}, {"brook"}) == [ada]
    asked = await put(stores, replace(ADA, kind=WatchKind.QUESTION, name="who sank?", key="who sank", word="sank"))
    assert await stores.watches.naming((), {"sank"}) == []
    assert await stores.watches.naming((), (), {"sank"}) == [asked]
    assert await stores.watches.naming({"kosovo", "brook"}, {"in", "kosovo"}) == [ada, kosovo]
    await stores.watches.set_reachable(ANN, reachable=False)
    assert await stores.watches.naming({"brook"}, {"kosovo"}) == []
    await stores.watches.set_reachable(ANN, reachable=True)
    await stores.subscriptions.chat_closed(ANN, NOON, "blocked")
    assert await stores.watches.naming({"brook"}, {"kosovo"}) == []


async def test_a_chat_sets_how_many_alerts_it_wants(stores: Stores) -> None:
    assert await stores.watches.chat(ANN) == AlertChat(ANN, ALERTS_PER_DAY)
    await stores.watches.set_per_day(ANN, 3)
    assert await stores.alerts.advance(None, [], [AlertChat(ANN, ALERTS_PER_DAY, "2026-11-30", 2)], [], NOON)
    assert await stores.watches.chat(ANN) == AlertChat(ANN, 3, "2026-11-30", 2)


async def test_what_was_stored_before_the_first_look_and_before_anybody_follows_is_passed_over(stores: Stores) -> None:
    await stores.library.put([TIDE])
    assert await stores.alerts.unseen(100) is None
    await stores.library.put([printed("Nobody spoke.", name="silence")])
    assert await stores.alerts.unseen(100) is None
    await put(stores, ADA)
    assert await stores.alerts.unseen(100) is None


async def test_new_articles_are_looked_through_once_in_their_order(stores: Stores, second: Stores) -> None:
    assert await stores.alerts.unseen(100) is None
    ada = await put(stores, ADA)
    await stores.library.put([TIDE, printed("Nobody spoke.", name="silence")])
    batch = await scanned(stores)
    assert [(a.article.id, a.surnames) for a in batch.articles] == [("tide", {"brook"}), ("silence", frozenset())]
    first = await stores.alerts.unseen(1)
    assert first is not None
    assert [a.article.id for a in first.articles] == ["tide"]
    alert = Alert(ada, "tide", ("digest",))
    assert await stores.alerts.advance(batch, [alert], [], [alert_of(ada)], NOON)
    assert not await second.alerts.advance(batch, [alert], [], [alert_of(ada)], NOON)
    assert await stores.alerts.unseen(100) is None
    assert await stores.alerts.known([ada.id], NOON - timedelta(days=1)) == {ada.id: ({"tide"}, {"digest"})}
    assert await stores.alerts.known([ada.id], NOON) == {ada.id: (set(), set())}
    assert [d.key for d in await stores.outbox.due(NOON)] == [alert_of(ada).key]


async def test_the_texts_before_an_article_are_its_revisions_and_its_copies(stores: Stores) -> None:
    assert await stores.alerts.unseen(100) is None
    await put(stores, ADA)
    body = " ".join(f"The harbour master wrote line {n} of the report on the tide." for n in range(40))
    await stores.library.put([printed(f"{body} One.", name="one"), printed(f"{body} One.", name="two", title="Other")])
    await stores.library.put([printed(f"{body} Three.", name="one")])
    batch = await scanned(stores)
    earlier = {a.article.id: await stores.alerts.earlier(a) for a in batch.articles}
    assert earlier["two"] == [f"{body} One."]
    assert earlier["one"] == [f"{body} One.", f"{body} One."]


async def test_an_alert_waits_until_it_is_written_again(stores: Stores) -> None:
    ada = await put(stores, ADA)
    waits = Alert(ada, "tide", ("digest",), waits=True)
    assert await stores.alerts.advance(None, [waits], [], [], NOON)
    assert await stores.alerts.waiting() == [waits]
    assert await stores.alerts.advance(None, [replace(waits, waits=False)], [], [alert_of(ada)], NOON)
    assert await stores.alerts.waiting() == []


@pytest.mark.parametrize("taken", [False, True])
async def test_a_group_that_moves_takes_what_it_follows_along(stores: Stores, *, taken: bool) -> None:
    await put(stores, replace(KOSOVO, chat_id=GROUP))
    await put(stores, replace(ADA, chat_id=GROUP))
    await stores.watches.set_per_day(GROUP, 3)
    if taken:
        await put(stores, replace(KOSOVO, chat_id=SUPERGROUP))
    for _ in range(2):
        await stores.subscriptions.chat_migrated(GROUP, SUPERGROUP)
    assert sorted(w.name for w in await stores.watches.of_chat(SUPERGROUP)) == ["Ada Brook", "Kosovo"]
    assert await stores.watches.of_chat(GROUP) == []
    assert (await stores.watches.chat(SUPERGROUP)).per_day == 3


async def test_what_is_unfollowed_in_the_meantime_alerts_no_more(stores: Stores) -> None:
    ada = await put(stores, ADA)
    await stores.watches.remove(ada.id, ANN)
    assert await stores.alerts.advance(None, [Alert(ada, "tide", ())], [], [], NOON)
    assert await stores.alerts.known([ada.id], NOON - timedelta(days=1)) == {ada.id: (set(), set())}


async def test_a_key_is_folded(stores: Stores) -> None:
    vucic = await put(stores, replace(ADA, name="Vučić", key=fold("Vučić"), word="vucic"))
    assert await stores.watches.naming({"vucic"}, ()) == [vucic]


async def test_quiet_hours_are_kept_until_they_are_ended(stores: Stores) -> None:
    night = Quiet(22 * 60, 7 * 60)
    await stores.watches.set_quiet(ANN, night)
    await stores.watches.set_per_day(ANN, 3)
    chats = await stores.watches.chats([ANN, GROUP])
    assert chats == {ANN: AlertChat(ANN, per_day=3, quiet=night), GROUP: AlertChat(GROUP)}
    await stores.watches.set_quiet(ANN, None)
    assert (await stores.watches.chat(ANN)).quiet is None


@pytest.mark.parametrize(
    ("quiet", "inside", "outside"),
    [(Quiet(1320, 420), (1320, 0, 419), (420, 720, 1319)), (Quiet(780, 900), (780, 899), (779, 900, 0))],
)
def test_quiet_hours_may_pass_midnight(quiet: Quiet, inside: tuple[int, ...], outside: tuple[int, ...]) -> None:
    assert all(map(quiet.holds, inside))
    assert not any(map(quiet.holds, outside))
