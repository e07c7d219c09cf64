"""Whoever asks to be forgotten is: in no table, no file and no export is anything left of them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from retrieval.domain.changes import Actor
from retrieval.domain.errors import BadInput
from retrieval.followups.conversation import Turn
from storage.chats.alerts import SqlAlerts
from storage.chats.attachments import SqlSentDocuments
from storage.chats.background_jobs import SqlJobs
from storage.chats.chat_settings import SqlSettingsByChat
from storage.chats.conversations import SqlTurns
from storage.chats.editors import SqlEditors
from storage.chats.feedback import SqlFeedback
from storage.chats.inbox import SqlInbox
from storage.chats.personal_data import SqlPersonalData
from storage.chats.subscriptions import SqlSubscriptions
from storage.chats.watches import SqlWatches
from storage.database.engine import Database
from storage.database.sqlite.file import FILE
from storage.feeds.subscriptions import SqlFeeds
from storage.library.library import SqlLibrary
from storage.outbox.deliveries import SqlOutbox, write
from storage.ports.conversations import Party
from storage.ports.feeds import NewFeed
from storage.ports.inbox import ReceivedUpdate
from storage.ports.jobs import Job, JobKind, JobStage, SentDocument
from storage.ports.outbox import Delivery, DeliveryState
from storage.ports.personal_data import FORGOTTEN, Erased
from storage.ports.subscriptions import Schedule, Subscription
from storage.ports.watches import Alert, Watch, WatchKind
from storage.schema.base import Base
from storage.schema.tables import DeliveryRow, TurnRow
from storage.transfer.export import export_rows
from tests.contracts.drafts import pair

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
ANN, BEN, GROUP = 771_771_771, 882_882_882, -100_993_993_993
CANARY = "zanzibarcanary"
NAME = f"Ann {CANARY.title()}"


def now() -> datetime:
    return NOW


@pytest.fixture
def data(database: Database) -> SqlPersonalData:
    return SqlPersonalData(database)


async def talk(database: Database, party: Party, word: str = CANARY) -> int:
    turns = SqlTurns(database, now)
    turn = Turn(f"what about {word}?", f"what about {word} in full?", people=(word,), label=word)
    number = await turns.put(party, turn, NOW)
    await turns.record_messages(party.chat_id, [number], number)
    return number


async def live(database: Database) -> None:
    """Leave a trace of Ann wherever a reader who is an editor can leave one, and some of Ben."""
    await talk(database, Party(ANN, 0, ANN))
    asked_by_ben = await talk(database, Party(GROUP, 3, BEN), "bens")
    await talk(database, Party(GROUP, 3, ANN))
    await SqlFeedback(database).rate(asked_by_ben, GROUP, ANN, good=True, now=NOW)
    await SqlTurns(database, now).record_messages(ANN, [77], people=[CANARY])
    await SqlSubscriptions(database).put(Subscription(ANN, Schedule((480,), "UTC"), NOW, NOW))
    await SqlSettingsByChat(database).choose_language(ANN, "de")
    watch = await SqlWatches(database).put(Watch(ANN, 0, WatchKind.WORDS, CANARY, CANARY, CANARY, NOW))
    assert watch is not None
    await SqlWatches(database).set_per_day(ANN, 3)
    await SqlAlerts(database).advance(None, [Alert(watch, CANARY, (CANARY,), waits=True)], [], [], NOW)
    await SqlInbox(database).put([ReceivedUpdate(1, ANN, {"text": CANARY})], NOW)
    content = {"articles": [CANARY]}

    def deliver(connection: object) -> None:
        for number in range(3):
            write(connection, Delivery(f"digest:{ANN}:{number}", ANN, content), NOW)  # type: ignore[arg-type]

    await database.write(deliver)
    outbox = SqlOutbox(database)
    sent, refused, _ = await outbox.due(NOW)
    await outbox.settle(sent, DeliveryState.SENT, NOW)
    await outbox.settle(refused, DeliveryState.FAILED, NOW, f"refused {CANARY}")
    jobs, documents = SqlJobs(database, now), SqlSentDocuments(database, now)
    for place, message in ((ANN, 5), (GROUP, 6)):
        document = SentDocument(place, message, None, f"file-{CANARY}", f"{CANARY}.pdf", 5)
        await documents.put(document)
        job = await jobs.begin(Job(JobKind.ADD, place, message, ann(message)), [document])
        await jobs.end(job.number, JobStage.DONE)
    library, feeds = SqlLibrary(database, now), SqlFeeds(database)
    (added,) = await library.put([pair("The bridge is shut.")], ann(7))
    await library.retract(added.article.id, ann(8), "a hoax")
    await feeds.add([NewFeed("https://harbour.example/feed")], ann(9))
    await feeds.pause("https://harbour.example/feed", ann(10))
    await SqlEditors(database, now).add(ANN, NAME, Actor(name="Olga", user=BEN))


def ann(update: int) -> Actor:
    return Actor(name=NAME, user=ANN, place=f"Telegram chat {ANN}, message {update}", update=update)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


async def traces(database: Database, folder: Path) -> list[str]:
    """Return where the canary or Ann's name is: the export, and every file byte by byte."""
    lines: list[bytes] = []
    await database.read(lambda connection: export_rows(connection, lines.append))
    found = {"export": b"".join(lines), **contents(folder)}
    return sorted(name for name, content in found.items() if CANARY.encode() in content.lower())


async def test_a_reader_is_erased_from_every_table_file_and_export(
    database: Database, folder: Path, data: SqlPersonalData
) -> None:
    await live(database)
    assert {"export", f"{FILE}-wal"} <= set(await traces(database, folder))
    erased = await data.forget_reader(ANN)
    assert erased == Erased(
        questions=2,
        ratings=1,
        subscriptions=1,
        watches=2,
        settings=1,
        deliveries=3,
        messages=1,
        documents=2,
        jobs=2,
        names=6,
    )
    assert await traces(database, folder) == []
    assert (await database.rows(select(func.count()).select_from(TurnRow)))[0][0] == 1, "Ben's question stays"
    assert await SqlFeedback(database).opinions(5) == []
    assert await data.forget_reader(ANN) == Erased()


async def test_no_number_of_a_reader_is_left_but_where_they_are_an_editor(
    database: Database, data: SqlPersonalData
) -> None:
    await live(database)
    await data.forget_reader(ANN)
    lines: list[bytes] = []
    await database.read(lambda connection: export_rows(connection, lines.append))
    rows = [json.loads(line) for line in b"".join(lines).splitlines() if line.startswith(b"[")]
    assert {row[0] for row in rows if str(ANN) in json.dumps(row)} == {"editors", "log"}
    about = [row for row in rows if row[0] == "log" and str(ANN) in json.dumps(row)]
    assert [row[3] for row in about] == ["editor_added"]


async def test_what_an_editor_changed_stays_under_its_number_and_can_be_undone(
    database: Database, data: SqlPersonalData
) -> None:
    await live(database)
    library = SqlLibrary(database, now)
    before = await library.entries(20)
    await data.forget_reader(ANN)
    entries = await library.entries(20)
    assert [(e.number, e.action, e.article) for e in entries] == [(e.number, e.action, e.article) for e in before]
    assert [e.by.name for e in entries] == ["Olga", *[FORGOTTEN] * 4]
    assert {e.by.place for e in entries[1:]} == {f"Telegram, message {n}" for n in (7, 8, 9, 10)}
    assert {e.by.user for e in entries[1:]} == {None}
    (feed,) = await SqlFeeds(database).all()
    assert FORGOTTEN in repr(feed)
    retracted = next(e for e in entries if e.action == "retracted")
    await library.restore(retracted.article or "", Actor(name="Olga", user=BEN), undoes=retracted.number)
    (editor,) = await SqlEditors(database).all()
    assert (editor.user, editor.name) == (ANN, None), "whether somebody is an editor is for the owners to decide"


async def test_in_a_group_only_what_is_the_readers_own_there_goes(database: Database, data: SqlPersonalData) -> None:
    await live(database)
    assert await data.forget_in_chat(ANN, GROUP) == Erased(questions=1, ratings=1, documents=1, jobs=1)
    assert await SqlSubscriptions(database).get(ANN) is not None
    kept = await database.rows(select(TurnRow.chat_id, TurnRow.reader_id).order_by(TurnRow.id))
    assert kept == [(ANN, ANN), (GROUP, BEN)]
    assert (await data.forget_chat(GROUP)).questions == 1
    assert await database.rows(select(TurnRow.chat_id)) == [(ANN,)]
    assert await data.forget_chat(GROUP) == Erased()


async def test_while_a_job_of_theirs_runs_nothing_is_erased(database: Database, data: SqlPersonalData) -> None:
    """The end of the job would write the name again."""
    await live(database)
    await SqlJobs(database, now).begin(Job(JobKind.ADD, ANN, 50, ann(50)))
    with pytest.raises(BadInput, match="a job of theirs is still running"):
        await data.forget_reader(ANN)
    assert await SqlSubscriptions(database).get(ANN) is not None


async def test_many_readers_deleted_among_others_leave_no_free_page_with_their_words(
    database: Database, folder: Path, data: SqlPersonalData
) -> None:
    """Rows of several readers share pages, which SQLite divides, joins and frees."""
    for number in range(150):
        long = f"{CANARY} " * (number % 90 + 1) if number % 3 else "bens words " * (number % 50 + 1)
        await talk(database, Party(ANN if number % 3 else BEN, 0, ANN if number % 3 else BEN), long)
    await data.forget_reader(ANN)
    assert await traces(database, folder) == []
    assert (await database.rows(select(func.count()).select_from(TurnRow)))[0][0] == 50


async def test_what_an_older_version_left_in_free_pages_goes_with_the_upgrade(folder: Path) -> None:
    await (await Database.open(folder)).close()
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        words = [(f"{CANARY} {n} " * 50,) for n in range(200)]
        connection.execute("CREATE TABLE gone (words TEXT)")
        connection.executemany("INSERT INTO gone VALUES (?)", words)
        connection.execute("DROP TABLE gone")
        connection.commit()
    assert CANARY.encode() in (folder / FILE).read_bytes()
    from alembic import command

    from storage.database.migration import alembic_config
    from tests.storage.databases import connected

    with connected(folder / FILE) as connection_:
        command.downgrade(alembic_config(connection_), "-1")
    await (await Database.open(folder)).close()
    assert CANARY.encode() not in (folder / FILE).read_bytes()


async def test_what_is_old_enough_is_erased_and_the_rest_stays(database: Database, data: SqlPersonalData) -> None:
    await live(database)
    assert await data.erase_expired(NOW + timedelta(days=1), timedelta(days=90)) == 0
    # Documents after two days, jobs after seven, deliveries after thirty, the rest after `keep`.
    assert await data.erase_expired(NOW + timedelta(days=3), timedelta(days=90)) == 2
    assert await data.erase_expired(NOW + timedelta(days=8), timedelta(days=90)) == 2
    assert await data.erase_expired(NOW + timedelta(days=31), timedelta(days=90)) == 2
    assert await data.erase_expired(NOW + timedelta(days=89), timedelta(days=90)) == 0
    assert await data.erase_expired(NOW + timedelta(days=91), timedelta(days=90)) == 4
    assert await SqlFeedback(database).opinions(5) == [], "ratings go with what was rated"


async def test_a_settled_delivery_loses_its_content_but_is_never_sent_again(
    database: Database, folder: Path, data: SqlPersonalData
) -> None:
    await live(database)
    (waiting,) = await SqlOutbox(database).due(NOW)
    parked = Delivery("digest:parked", BEN, {"articles": [CANARY]})
    await database.write(lambda connection: write(connection, parked, NOW))
    (*_, claimed) = await SqlOutbox(database).due(NOW)
    await SqlOutbox(database).settle(claimed, DeliveryState.PARKED, NOW, "timed out")
    await data.erase_expired(NOW + timedelta(days=31), timedelta(days=3000))
    rows = await database.rows(select(DeliveryRow.key, DeliveryRow.content, DeliveryRow.state, DeliveryRow.note))
    empty: dict[str, list[str]] = {"articles": []}
    assert sorted(rows) == [
        (f"digest:{ANN}:0", empty, "sent", None),
        (f"digest:{ANN}:1", empty, "failed", None),
        (waiting.key, {"articles": [CANARY]}, "pending", None),
        ("digest:parked", empty, "failed", None),
    ]
    # Its key is as known as before.
    await database.write(lambda connection: write(connection, Delivery(f"digest:{ANN}:0", ANN, {"articles": []}), NOW))
    assert [d.key for d in await SqlOutbox(database).due(NOW)] == [waiting.key]


def test_every_table_with_the_number_of_a_reader_or_chat_is_dealt_with() -> None:
    """A new table that has one must be erased by /forget; add it to SqlPersonalData and here."""
    personal = {"chat_id", "reader_id", "user_id", "who", "added_by", "retracted_by", "paused_by"}
    tables = {t.name for t in Base.metadata.sorted_tables if personal & {c.name for c in t.columns}}
    assert tables == {
        "alert_chats", "articles", "bot_messages", "chat_settings", "deliveries", "editors", "feeds", "inbox", "jobs",
        "left_out_stories", "log", "ratings", "sent_documents", "subscriptions", "told_articles", "turns", "watches",
    }  # fmt: skip
