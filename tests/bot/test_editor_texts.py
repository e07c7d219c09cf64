"""Texts for editors: how jobs ended, what is stored, and who is quoted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.intake.base.refusal import Refused
from bot.views.counting import counted
from bot.views.jobs import (
    cancelled_text,
    counts_text,
    interrupted_text,
    reading,
    refused_list,
    stored_list,
    undo_hint,
    undo_question,
    undone_blocks,
)
from bot.views.library import SourcesPage, sources_text
from retrieval.domain.article import Outcome
from retrieval.domain.changes import Action, Actor, Entry
from storage.ports.library import ChangeSummary, SourceSummary
from tests.bot.printed import BRIDGE, NOW

NOTHING = ChangeSummary([], 0, 0)


def entry(number: int) -> Entry:
    return Entry(number=number, at=NOW, action=Action.ADDED, by=Actor(name="Edith"), article=f"a{number}", title="Bus")


TWO_OF_FIVE = ChangeSummary([entry(3), entry(4)], 5, 7)


@pytest.mark.parametrize(("count", "text"), [(0, "0 entries"), (1, "1 entry"), (2000, "2,000 entries")])
def test_a_noun_agrees_with_its_number(count: int, text: str) -> None:
    assert counted(count, "entry", "entries") == text


def test_progress_shows_only_what_there_is() -> None:
    assert reading("news.jsonl", 1, 1, 0, 0).plain == "Reading news.jsonl"
    assert reading("news.jsonl", 2, 3, 1000, 4).plain == "Reading news.jsonl (2 of 3)\n1,000 done\n4 refused"


def test_a_result_counts_each_outcome() -> None:
    outcomes = {Outcome.ADDED: 2, Outcome.REVISED: 1, Outcome.UNCHANGED: 3}
    assert counts_text(outcomes, 4).plain == "2 stored, 1 revised, 3 stored already, 4 refused."
    assert counts_text({}, 0).plain == "Nothing to store."


def test_a_job_that_did_not_finish_says_what_stays_and_how_to_continue() -> None:
    assert cancelled_text(NOTHING).plain == "Cancelled. Nothing is stored. Send it again to start over."
    assert cancelled_text(TWO_OF_FIVE).plain == "Cancelled. 5 stored. What is stored stays; send it again to continue."
    why = interrupted_text(TWO_OF_FIVE, "the disk is full.").plain
    assert why == "Interrupted. The disk is full. 5 stored. Send it again to continue."
    assert interrupted_text(NOTHING, None).plain == "Interrupted. Nothing is stored. Send it again to continue."


def test_long_lists_are_cut_and_counted() -> None:
    (stored,) = stored_list(TWO_OF_FIVE)
    assert stored.plain == "Stored:\n• Bus a3\n• Bus a4\nand 3 more; /log lists them all"
    (refused,) = refused_list([Refused("a.txt", "is empty")], 2)
    assert refused.plain == "Refused:\n• a.txt is empty\nand 1 more"
    assert stored_list(NOTHING) == refused_list([], 0) == []


def test_a_job_is_undone_by_one_command_unless_others_changed_something_meanwhile() -> None:
    assert [text.plain for text in undo_hint(TWO_OF_FIVE)] == ["To undo this within a day: /undo 3-7"]
    assert undo_hint(ChangeSummary([entry(3)], 5, 9)) == []


def test_undoing_names_its_numbers_and_what_could_not_be_undone() -> None:
    assert undo_question([9, 8, 7]).plain.startswith("Undo 3 changes, #7 to #9?\n")
    assert undo_question([9]).plain.startswith("Undo #9?\n")
    blocks = undone_blocks(2, 4, ["#7 is too old"], 2, cancelled=True)
    assert [b.plain for b in blocks] == ["Cancelled. 2 of 4 undone.", "Not undone:\n• #7 is too old\nand 1 more"]


def test_the_sources_are_counted_and_the_newest_articles_listed() -> None:
    sources = [SourceSummary("Harbour Times", 2, datetime(2026, 11, 20, tzinfo=UTC)), SourceSummary(None, 1, None)]
    first = SourcesPage(sources, [BRIDGE], skipped=0, articles=3, publishers=2, copies=1, unread=1)
    assert sources_text(first).plain.split("\n") == [
        "3 articles from 2 sources",
        "1 of them is a copy of another",
        "• Harbour Times: 2, newest 20 November 2026",
        "• publisher unknown: 1",
        "1 in a language I don't read for quotes",
        "",
        "Newest articles",
        "• Bridge to close bridge",
    ]
    later = SourcesPage([], [BRIDGE], skipped=20, articles=21, publishers=1, copies=0, unread=1)
    assert sources_text(later).plain.split("\n") == [
        "21 articles from 1 source", "Newest articles, from number 21", "• Bridge to close bridge",
    ]  # fmt: skip
