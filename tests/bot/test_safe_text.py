"""Names, titles and notes from outside cannot reorder, hide or control the bot's own words."""

from __future__ import annotations

import pytest

from bot.telegram.messages.entities import messages
from bot.views.changes import log_blocks
from bot.views.rich_text import Mark, Style, Text, bold, join, styled
from retrieval.domain.article import Draft
from retrieval.domain.changes import Action, Actor, Entry
from retrieval.domain.clock import utc_now
from retrieval.domain.invisible_characters import one_line
from retrieval.ingest.undo import tidy_reason

RLO, PDF, LRI, RLM, ALM, ESC, BEL, LS = "\u202e", "\u202c", "\u2066", "\u200f", "\u061c", "\x1b", "\x07", "\u2028"
HARMFUL = [RLO, "\u202a", "\u202b", "\u202d", PDF, LRI, "\u2067", "\u2068", "\u2069", RLM, "\u200e", ALM, ESC, BEL, LS,
           "\u2029", "\x00", "\x7f", "\x9b", "\r"]  # fmt: skip


@pytest.mark.parametrize("harmful", HARMFUL)
def test_no_name_title_or_note_keeps_a_control_or_direction_character(harmful: str) -> None:
    given = f"Ann{harmful}a Hill"
    entered = [
        one_line(given),
        Actor(name=given).name,
        tidy_reason(given) or "",
        *(value or "" for draft in [Draft(text="a", title=given, author=given, publisher=given)]
          for value in (draft.title, draft.author, draft.publisher)),
    ]  # fmt: skip
    assert {value.replace("Ann a", "Anna") for value in entered} == {"Anna Hill"}


@pytest.mark.parametrize("harmful", HARMFUL)
def test_what_was_stored_before_is_shown_without_them(harmful: str) -> None:
    by = Actor(name="Mara", user=7)
    object.__setattr__(by, "name", f"Ma{harmful}ra")
    entry = Entry(
        number=1, at=utc_now(), action=Action.RETRACTED, by=by, article="a1", title=f"Brid{harmful}ge",
        note=f"wro{harmful}ng",
    )  # fmt: skip
    (shown,) = messages(log_blocks([entry]))
    assert harmful not in shown.plain
    assert "Bridge a1: wrong" in shown.plain
    assert "Mara (7)" in shown.plain
    assert [shown.plain[m.start : m.end] for m in shown.marks] == ["#1", "a1"]


def test_a_quotation_keeps_its_characters_and_every_mark_its_words() -> None:
    block = join(
        [bold(f"Hill{RLO}:"), styled(f"He said {RLO}no{PDF}.", Style.QUOTE), Text(f"[1]{LRI} paragraph 1")], "\n"
    )
    (shown,) = messages([block])
    assert shown.plain == f"Hill:\nHe said {RLO}no{PDF}.\n[1] paragraph 1"
    assert shown.marks == (Mark(Style.BOLD, 0, 5), Mark(Style.QUOTE, 6, 6 + len(f"He said {RLO}no{PDF}.")))


def test_emoji_joined_letters_and_line_breaks_stay() -> None:
    text = "👩\u200d🚒 می\u200cخواهم\n1\ttwo"
    assert messages([Text(text)])[0].plain == text
    assert one_line("👩\u200d🚒 می\u200cخواهم") == "👩\u200d🚒 می\u200cخواهم"
