"""Only their owner may read the files that On Record makes, and it follows no link inside its data folder."""

from __future__ import annotations

import gzip
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.composition import open_services
from bot.settings import Settings
from bot.usecases.operating.heartbeat import Heartbeat
from bot.usecases.operating.rights import exposed_files
from bot.usecases.operating.sole_bot import sole_bot
from retrieval.domain.article import Draft
from retrieval.domain.errors import StorageUnwritable
from storage.database.engine import Database
from storage.database.sqlite.file import FILE
from tests.contracts.encoders import FakeEncoder


@pytest.fixture(params=[0o000, 0o022, 0o277], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(folder: Path) -> dict[str, str]:
    """Return what anybody but the owner may use, with its rights."""
    found = {path.name: rights(path) for path in (folder, *folder.rglob("*"))}
    return {name: oct(mode) for name, mode in found.items() if mode & 0o077}


async def fill(data: Path) -> None:
    """Store and index an article, as long as the bot runs on the folder."""
    services = await open_services(Settings(data=data, _env_file=None), FakeEncoder())
    await Heartbeat(data).beat()
    try:
        await services.editing.add([Draft(text="The bridge is shut.")])
        # While it is open, its logs are there, too.
        assert (data / f"{FILE}-wal").exists()
        assert open_to_others(data) == {}
    finally:
        await services.close()


async def test_whatever_the_umask_everything_made_is_for_the_owner_only(tmp_path: Path, umask: int) -> None:
    await fill(tmp_path / "above" / "data")
    assert open_to_others(tmp_path / "above") == {}
    assert rights(tmp_path / "above" / "data") == 0o700
    assert rights(tmp_path / "above" / "data" / FILE) == 0o600


async def test_what_an_older_version_left_open_is_closed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await fill(data)
    for path in (data, *data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    await fill(data)
    assert open_to_others(data) == {}


@pytest.mark.parametrize("mode", [0o750, 0o770, 0o2770])
async def test_a_folder_shared_with_a_group_on_purpose_stays_and_is_reported(tmp_path: Path, mode: int) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(mode)
    await (await Database.open(data)).close()
    (data / FILE).chmod(0o660)
    await (await Database.open(data)).close()
    assert (rights(data), rights(data / FILE)) == (mode, 0o660)
    exposed = exposed_files(data, tmp_path)
    assert exposed is not None
    assert f"{data} by its group" in exposed
    assert f"{data / FILE} by its group" in exposed


def give(path: Path, mode: int) -> Path:
    if not path.exists():
        path.touch()
    path.chmod(mode)
    return path


async def test_a_folder_that_holds_other_things_keeps_its_rights_but_our_files_do_not(tmp_path: Path) -> None:
    give(tmp_path, 0o755)
    give(tmp_path / "holiday.png", 0o644)
    await (await Database.open(tmp_path)).close()
    give(tmp_path / FILE, 0o644)
    await (await Database.open(tmp_path)).close()
    assert (rights(tmp_path), rights(tmp_path / FILE), rights(tmp_path / "holiday.png")) == (0o755, 0o600, 0o644)
    exposed = exposed_files(tmp_path, tmp_path / "elsewhere")
    assert exposed is not None
    assert f"{tmp_path} by every user of this machine" in exposed


async def test_a_data_folder_that_is_a_link_is_used(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "disk")
    await fill(tmp_path / "data")
    assert (tmp_path / "disk" / FILE).exists()


@pytest.mark.parametrize("name", [".migrating.lock", FILE, f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal", "index"])
@pytest.mark.parametrize("leads_somewhere", [True, False])
async def test_a_symbolic_link_inside_it_is_refused(tmp_path: Path, name: str, leads_somewhere: bool) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    data.mkdir()
    if leads_somewhere:
        other.mkdir() if name == "index" else other.write_bytes(b"")
    (data / name).symlink_to(other)
    with pytest.raises(StorageUnwritable, match=f"{name} is a symbolic link, and On Record follows none"):
        await open_services(Settings(data=data, _env_file=None), FakeEncoder())
    assert other.exists() is leads_somewhere
    assert not leads_somewhere or name == "index" or other.read_bytes() == b""


@pytest.mark.parametrize("name", [".migrating.lock", FILE])
async def test_a_second_name_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    data = tmp_path / "data"
    await (await Database.open(data)).close()
    (tmp_path / "other").hardlink_to(data / name)
    with pytest.raises(StorageUnwritable, match="has a second name"):
        await Database.open(data)


def test_the_heartbeat_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "heartbeat").symlink_to(tmp_path / "other")
    with pytest.raises(StorageUnwritable, match="heartbeat is a symbolic link"), sole_bot(tmp_path):
        pass
    assert not (tmp_path / "other").exists()


def test_settings_and_exports_that_others_may_read_are_found(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    head = b'{"onrecord": "export", "format": 1}\n'
    for name, content in (
        (".env", b"A=1"), ("a.jsonl", head), ("b.jsonl.gz", gzip.compress(head)), ("news.jsonl", b'{"text": "x"}'),
        ("broken.jsonl.gz", b"\x1f\x8bnothing"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o644)
    exposed = exposed_files(data, tmp_path)
    assert exposed is not None
    assert [name for name in (".env", "a.jsonl", "b.jsonl.gz", "news.jsonl", "broken.jsonl.gz") if name in exposed] == [
        ".env", "a.jsonl", "b.jsonl.gz",
    ]  # fmt: skip
    for name in (".env", "a.jsonl", "b.jsonl.gz"):
        (tmp_path / name).chmod(0o600)
    assert exposed_files(data, tmp_path) is None
