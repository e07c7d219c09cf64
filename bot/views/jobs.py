"""Render background jobs of editors: how far they are, how they ended, and what became of each article.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.intake.base.refusal import Refused
from bot.views.changes import how_to_undo
from bot.views.counting import counted
from bot.views.rich_text import Text, bold, code, join
from bot.views.sources import retraction_summary, shortened
from retrieval.domain.article import AddResult, Article, Outcome
from retrieval.text.prose import join_names
from storage.ports.library import ChangeSummary

CANCEL = "✖ Cancel"
UNDO_ALL = "↩ Undo all of it"
UNDO = "↩ Undo"
REPLACE = "Replace the older one"
WAITING = Text("Waiting for other jobs to finish.")
SOMETHING_WENT_WRONG = "something went wrong on my side, and I've logged it"

MAX_STORED_LISTED = 20
MAX_REFUSED_LISTED = 10
MAX_COPIES_LISTED = 10
# Different notes that are counted, and listed.
MAX_NOTES, MAX_NOTES_LISTED = 100, 5
MAX_REASON_CHARS = 200
MAX_PEOPLE_LISTED = 8

_STORED = {
    Outcome.ADDED: "Stored: ", Outcome.REVISED: "Stored as a new revision: ", Outcome.UNCHANGED: "Already stored: ",
}  # fmt: skip
_NO_LONGER_EDITOR = "You are no longer an editor, so I did nothing more."
_COUNTED = {Outcome.ADDED: "stored", Outcome.REVISED: "revised", Outcome.UNCHANGED: "stored already"}


def reading(name: str, number: int, of: int, stored: int, refused: int) -> Text:
    """Return which part a job is reading, its number among several, and how many articles are done."""
    part = f" ({number} of {of})" if of > 1 else ""
    done = f"\n{stored:,} done" if stored else ""
    failed = f"\n{refused:,} refused" if refused else ""
    return Text(f"Reading {shortened(name)}{part}{done}{failed}")


def stored_text(added: AddResult, people: Sequence[str], corrected: Sequence[Article] = ()) -> Text:
    """Return what became of one article; `people` are the people it quotes, `corrected` what it may correct."""
    if people:
        quoted = f"It quotes {join_names(people[:MAX_PEOPLE_LISTED])}."
    elif added.understood:
        quoted = "It quotes nobody."
    else:
        quoted = "I can search its text, but I don't read it for quotes: I only read English."
    stored = Text(_STORED[added.outcome]) + bold(shortened(added.article.label)) + " " + code(added.article.id)
    copy = Text(" Near-copy of ") + code(added.article.copy_of) + "." if added.article.copy_of else Text()
    if len(corrected) == 1:
        copy += Text("\nIf it corrects ") + code(corrected[0].id) + f", press “{REPLACE}”."
    return stored + f"\n{quoted}" + copy + "".join(f"\nNote: {_cut(note)}." for note in added.notes)


def too_short(text: str) -> Text:
    """Return what an editor is asked who wrote /add with a few words that are no article."""
    return (
        Text(f"“{shortened(text.strip())}” is too short for an article, so I stored nothing. Send /add with the whole ")
        + "article (its first line is the title), a link or a document, or reply /add to the message to store. "
        "To ask about it, write it without /add."
    )


def why_not_stored(added: AddResult) -> str:
    """Return why a draft was not stored, as a predicate: its text or id belongs to a retracted article."""
    if added.retraction is None:
        raise RuntimeError("the article was not retracted")
    return f"{retraction_summary(added.retraction)}. /restore {added.article.id} brings it back."


def counts_text(outcomes: Mapping[Outcome, int], refused: int) -> Text:
    """Return how many articles were stored, revised, stored already and refused."""
    counts = [f"{outcomes[o]:,} {done}" for o, done in _COUNTED.items() if outcomes.get(o)]
    counts += [f"{refused:,} refused"] if refused else []
    text = ", ".join(counts) or "nothing to store"
    return bold(f"{text[:1].upper()}{text[1:]}.")


def cancelled_text(summary: ChangeSummary) -> Text:
    stays = "What is stored stays; send it again to continue." if summary.count else "Send it again to start over."
    return bold("Cancelled.") + f" {_stored(summary)} {stays}"


def interrupted_text(summary: ChangeSummary, why: str | None) -> Text:
    return bold("Interrupted.") + f"{_because(why)} {_stored(summary)} Send it again to continue."


def add_stopped_text(summary: ChangeSummary) -> Text:
    stays = "What was stored before that stays; an editor can undo it." if summary.count else ""
    return bold("Stopped.") + f" {_NO_LONGER_EDITOR} {_stored(summary)} {stays}".rstrip()


def undo_stopped_text(undone: int) -> Text:
    return bold("Stopped.") + f" {_NO_LONGER_EDITOR} {counted(undone, 'change')} undone before that."


def stored_list(summary: ChangeSummary) -> list[Text]:
    """Return the articles that a job stored as one block, or none."""
    lines = [Text(f"• {shortened(e.title or 'untitled article')} ") + code(e.article or "") for e in summary.first]
    return _list("Stored:", lines, summary.count, "; /log lists them all")


def copies_list(copies: Sequence[Article], count: int) -> list[Text]:
    """Return which stored articles are near-copies of which, as one block, or none; `count` includes the others."""
    lines = [Text(f"• {shortened(a.label)} ") + code(a.id) + " of " + code(a.copy_of or "") for a in copies]
    return _list("Near-copies:", lines, count)


def notes_list(notes: Mapping[str, int]) -> list[Text]:
    """Return the commonest notes on what was not used or not read, each with its number of articles, or none."""
    commonest = sorted(notes.items(), key=lambda noted: -noted[1])[:MAX_NOTES_LISTED]
    return _list("Notes:", [Text(f"• {_cut(note)} ({counted(n, 'article')})") for note, n in commonest], len(notes))


def refused_list(refused: Sequence[Refused], count: int) -> list[Text]:
    """Return what a job refused and why as one block, or none; `count` includes what is not listed."""
    return _list("Refused:", [Text(f"• {shortened(r.where)} {_cut(r.reason)}") for r in refused], count)


def undo_hint(summary: ChangeSummary) -> list[Text]:
    """Return the command that undoes a job; none if others changed something meanwhile."""
    return [how_to_undo(f"/undo {summary.range}")] if summary.range else []


def undo_question(numbers: Sequence[int]) -> Text:
    """Return what an editor is asked before the changes of these numbers, the newest first, are undone."""
    newest, oldest, count = numbers[0], numbers[-1], len(numbers)
    what = f"{count:,} changes, #{oldest} to #{newest}" if count > 1 else f"#{newest}"
    return bold(f"Undo {what}?") + (
        "\nAdded articles are retracted, revised ones get their earlier text back. I can undo only the newest change "
        "of an article, and only within a day."
    )


def undoing(done: int, of: int) -> Text:
    return Text(f"Undoing {counted(of, 'change')}\n{done:,} done")


def undone_blocks(undone: int, of: int, refused: Sequence[str], refusals: int, *, cancelled: bool) -> list[Text]:
    """Return how many changes were undone, and why others were not; `refusals` includes what is not listed."""
    head = bold("Cancelled." if cancelled else "Done.") + f" {undone:,} of {of:,} undone."
    return [head, *_list("Not undone:", [Text(f"• {reason}") for reason in refused], refusals)]


def undo_interrupted_text(why: str | None) -> Text:
    return bold("Interrupted.") + f"{_because(why)} What was undone stays undone; ask again to continue."


def outcome_unknown_text() -> Text:
    return bold("It has ended.") + f" I can't say how: {SOMETHING_WENT_WRONG}. /log lists what was done."


def _stored(summary: ChangeSummary) -> str:
    return f"{summary.count:,} stored." if summary.count else "Nothing is stored."


def _because(why: str | None) -> str:
    return f" {why[:1].upper()}{why[1:].removesuffix('.')}." if why else ""


def _list(head: str, lines: Sequence[Text], count: int, hint: str = "") -> list[Text]:
    more = [Text(f"and {count - len(lines):,} more{hint}")] if count > len(lines) else []
    return [join([Text(head), *lines, *more], "\n")] if lines else []


def _cut(reason: str) -> str:
    return reason if len(reason) <= MAX_REASON_CHARS else f"{reason[:MAX_REASON_CHARS].rstrip()}…"
