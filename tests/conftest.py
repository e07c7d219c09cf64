"""Mark slow tests by where they are: `make quick` leaves out many, CI a few; `make test` runs everything."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).parent
QUICK = "not slow"

# Folders and files whose tests start processes, load a model, sleep, or try very many cases (docs/testing.md).
SLOW = (
    "cli",
    "e2e",
    "test_docs.py",
    "test_evaluation.py",
    "test_readme.py",
    "bot/cards/test_pages.py",
    "bot/documents",
    "bot/feeds",
    "bot/languages/test_catalogues.py",
    "bot/pages/test_hostile.py",
    "bot/pictures/test_charts.py",
    "bot/served",
    "bot/sending/test_deciding.py",
    "bot/sending/test_outbox.py",
    "bot/sending/test_replies.py",
    "bot/test_links.py",
    "bot/test_metrics.py",
    "bot/test_rights.py",
    "bot/test_services.py",
    "bot/test_sole_bot.py",
    "bot/web",
    "chaos",
    "contracts/test_encoder.py",
    "contracts/test_near_duplicates.py",
    "retrieval/test_answering_kinds.py",
    "retrieval/test_behind.py",
    "retrieval/test_faiss_saving.py",
    "retrieval/test_duplicates.py",
    "retrieval/test_encoder.py",
    "retrieval/test_endless.py",
    "retrieval/test_fitting.py",
    "retrieval/test_given_names.py",
    "retrieval/test_fingerprint.py",
    "retrieval/test_hostile_texts.py",
    "retrieval/test_ingest.py",
    "retrieval/test_memory.py",
    "retrieval/test_news.py",
    "retrieval/test_nobody_else.py",
    "retrieval/test_open_questions.py",
    "retrieval/test_pair_networks.py",
    "retrieval/test_paraphrases.py",
    "retrieval/test_pronouns.py",
    "retrieval/test_reranker.py",
    "retrieval/test_near_duplicates.py",
    "retrieval/test_words_wanted.py",
    "retrieval/test_edited_copies.py",
    "retrieval/test_weights.py",
    "retrieval/test_who_is.py",
    "retrieval/test_tantivy_index.py",
    "retrieval/test_tantivy_saving.py",
    "shots",
    "storage/test_exporting.py",
    "storage/test_importing.py",
    "storage/test_migrations.py",
    "storage/test_near_duplicates.py",
    "storage/test_opening.py",
    "storage/test_postgres.py",
    "storage/test_translating.py",
    "storage/test_vector_index.py",
    "telegram",
)

# Tests, by the beginning of their names, that take long and seldom break: CI leaves them to `make slow`.
THOROUGH = (
    # Fits networks on labelled articles; test_weights.py and test_pair_networks.py compare the fitted ones with torch.
    "retrieval/test_fitting.py",
    # .ci/run installs and asks as well, from the checkout and from the wheel.
    "test_readme.py::test_a_command_prints_what_its_page_shows[README: make run]",
    # The chaos tests kill the same commands at any moment and call.
    "e2e/test_crashes.py",
    "e2e/test_moving.py::test_a_bulk_load_killed",
    "e2e/test_moving.py::test_an_import_killed",
    # Waits until a worker is taken for dead; tests/bot/test_crew.py checks what follows step by step.
    "e2e/test_processes.py::test_a_worker_that_was_paused",
    # Looks through two thousand articles for what smaller tests check one by one.
    "retrieval/test_news.py::test_no_directly_quoted_word_is_in_two_statements",
)

# Temporary folders are kept in memory where there is room: each commit of a database would wait for the disk.
MEMORY = Path("/dev/shm")  # noqa: S108  pytest makes a folder of its own there, for this user alone
ROOM = 4 * 2**30


@cache
def is_slow(path: Path) -> bool:
    return any(path.is_relative_to(TESTS / place) for place in SLOW)


def pytest_configure(config: pytest.Config) -> None:
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    # The machine may be busy with other tests: how long an example takes says nothing here.
    settings.register_profile("every", deadline=None)
    settings.register_profile("quick", deadline=None, max_examples=20)
    settings.load_profile("quick" if config.getoption("markexpr") == QUICK else "every")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    # Importing the slow files alone takes as long as a good part of the quick tests.
    return True if config.getoption("markexpr") == QUICK and is_slow(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_slow(item.path):
            item.add_marker(pytest.mark.slow)
        if item.nodeid.removeprefix("tests/").startswith(THOROUGH):
            item.add_marker(pytest.mark.thorough)
