"""The lock files hold exactly what pyproject.toml asks for, each file by its hash, and name no place to get it from."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
POSTGRES = [Requirement(line) for line in PROJECT["optional-dependencies"]["postgres"]]
EXTRAS = [Requirement(line) for lines in PROJECT["optional-dependencies"].values() for line in lines]
FILES = ["requirements.txt", "requirements-postgres.txt", "requirements-dev.txt", "requirements-model.txt"]
# .make/torch.sh installs it, at the version that constraints.txt pins.
APART = {"torch"}
SHA256 = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def entries(file: str) -> list[str]:
    """Return one string per locked package: the requirement, its hashes and the comment on who asks for it."""
    text = (ROOT / file).read_text("utf-8")
    return re.findall(r"^\w.*(?:\n[ ]+.*)*", text, re.MULTILINE)


def locked(file: str) -> dict[str, str]:
    """Return the version of each package by its normalized name."""
    found = [re.match(r"([\w.-]+)==([\w.!+]+)(?= )", entry) for entry in entries(file)]
    return {canonicalize_name(match[1]): match[2] for match in found if match}


@pytest.mark.parametrize("file", FILES)
def test_every_package_is_pinned_once_and_has_a_hash(file: str) -> None:
    assert len(locked(file)) == len(entries(file)) > 0
    assert [entry for entry in entries(file) if not SHA256.search(entry)] == []


@pytest.mark.parametrize("file", FILES)
def test_a_lock_file_says_what_to_install_and_not_where_from(file: str) -> None:
    text = SHA256.sub("", (ROOT / file).read_text("utf-8"))
    assert re.findall(r"\S*://\S*|^-.*|--\S+| @ .*", text, re.MULTILINE) == []


@pytest.mark.parametrize(
    ("file", "asked"),
    [
        ("requirements.txt", RUNTIME),
        ("requirements-postgres.txt", RUNTIME + POSTGRES),
        ("requirements-dev.txt", RUNTIME + EXTRAS),
    ],
    ids=["run", "postgres", "dev"],
)
class TestAgainstPyproject:
    def test_every_dependency_is_locked_within_its_range(self, file: str, asked: list[Requirement]) -> None:
        versions = locked(file)
        wanted = {canonicalize_name(one.name): one.specifier for one in asked if one.name not in APART}
        assert wanted.keys() - versions.keys() == set(), "run `make lock`"
        assert {name for name in wanted if versions[name] not in wanted[name]} == set(), "run `make lock`"

    def test_nothing_stays_that_was_asked_for_once(self, file: str, asked: list[Requirement]) -> None:
        ours = {entry.partition("==")[0] for entry in entries(file) if "onrecord (pyproject.toml)" in entry}
        assert ours == {canonicalize_name(one.name) for one in asked} - APART, "run `make lock`"


def test_what_runs_is_tested_at_the_same_versions() -> None:
    assert locked("requirements.txt").items() <= locked("requirements-postgres.txt").items()
    assert locked("requirements-postgres.txt").items() <= locked("requirements-dev.txt").items()


def test_torch_is_not_locked_but_its_dependencies_are() -> None:
    assert not APART & locked("requirements-dev.txt").keys()
    try:
        asked = metadata.requires("torch") or []
    except metadata.PackageNotFoundError:
        pytest.skip("torch is not installed")
    config = tomllib.loads((ROOT / ".make/lock.toml").read_text("utf-8"))
    (stated,) = [one["requires-dist"] for one in config["dependency-metadata"] if one["name"] == "torch"]
    # What stands after a semicolon is asked for by extras only.
    assert sorted(stated) == sorted(line for line in asked if ";" not in line)
