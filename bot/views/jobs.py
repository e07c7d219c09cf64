"""Render background jobs of editors: how far they are, how they ended, and what became of each article.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.intake.base.refusal import Refused
from bot.languages.errors import as_sentence, phrase
from bot.languages.lists import all_of
from bot.languages.speaking import marked, number, tr, trn
from bot.views.changes import how_to_undo
from bot.views.library import and_more, articles_of
from bot.views.rich_text import Text, bold, code, filled, join, rich
from bot.views.sources import label_of, retraction_summary, shortened
from retrieval.domain.article import AddResult, Article, Outcome
from storage.ports.library import ChangeSummary

CANCEL = marked("✖ Cancel")
UNDO_ALL = marked("↩ Undo all of it")
UNDO = marked("↩ Undo")
REPLACE = marked("Replace the older one")

MAX_STORED_LISTED = 20
MAX_REFUSED_LISTED = 10
MAX_COPIES_LISTED = 10
# Different notes that are counted, and listed.
MAX_NOTES, MAX_NOTES_LISTED = 100, 5
MAX_REASON_CHARS = 200
MAX_PEOPLE_LISTED = 8

_STORED = {
    Outcome.ADDED: marked("Stored: {article}"),
    Outcome.REVISED: marked("Stored as a new revision: {article}"),
    Outcome.UNCHANGED: marked("Already stored: {article}"),
}
_COUNTED = {
    Outcome.ADDED: marked("{count} stored"),
    Outcome.REVISED: marked("{count} revised"),
    Outcome.UNCHANGED: marked("{count} stored already"),
}


def waiting() -> Text:
    return Text(tr("Waiting for other jobs to finish."))


def something_went_wrong() -> str:
    return tr("Something went wrong on my side, and I've logged it.")


def reading(name: str, part: int, of: int, stored: int, refused: int) -> Text:
    """Return which part a job is reading, its number among several, and how many articles are done."""
    if of > 1:
        lines = [tr("Reading {name} ({part} of {parts})", name=shortened(name), part=number(part), parts=number(of))]
    else:
        lines = [tr("Reading {name}", name=shortened(name))]
    lines += [tr("{count} done", count=number(stored))] if stored else []
    lines += [tr("{count} refused", count=number(refused))] if refused else []
    return Text("\n".join(lines))


def stored_text(added: AddResult, people: Sequence[str], corrected: Sequence[Article] = ()) -> Text:
    """Return what became of one article; `people` are the people it quotes, `corrected` what it may correct."""
    if people:
        quoted = tr("It quotes {people}.", people=all_of(people[:MAX_PEOPLE_LISTED]))
    elif added.understood:
        quoted = tr("It quotes nobody.")
    else:
        quoted = tr("I can search its text, but I don't read it for quotes: I only read English.")
    article = bold(label_of(added.article)) + " " + code(added.article.id)
    lines: list[Text | str] = [filled(tr(_STORED[added.outcome]), article=article)]
    if added.article.copy_of:
        lines.append(Text(f"{quoted} ") + rich("Near-copy of {id}.", id=code(added.article.copy_of)))
    else:
        lines.append(quoted)
    if len(corrected) == 1:
        lines.append(rich("If it corrects {id}, press “{button}”.", id=code(corrected[0].id), button=tr(REPLACE)))
    lines += [tr("Note: {note}.", note=_cut(phrase(note))) for note in added.notes]
    return join(lines, "\n")


def too_short(text: str) -> Text:
    """Return what an editor is asked who wrote /add with a few words that are no article."""
    return Text(
        tr(
            "“{text}” is too short for an article, so I stored nothing. Send /add with the whole article (its "
            "first line is the title), a link or a document, or reply /add to the message to store. To ask about it, "
            "write it without /add.",
            text=shortened(text.strip()),
        )
    )


def why_not_stored(added: AddResult) -> str:
    """Return why a draft was not stored, as a predicate: its text or id belongs to a retracted article."""
    if added.retraction is None:
        raise RuntimeError("the article was not retracted")
    retracted = retraction_summary(added.retraction)
    return tr("{retracted}. {restore} brings it back.", retracted=retracted, restore=f"/restore {added.article.id}")


NOT_STORED = marked("Not stored: it {why}")


def counts_text(outcomes: Mapping[Outcome, int], refused: int) -> Text:
    """Return how many articles were stored, revised, stored already and refused."""
    counts = [tr(done, count=number(outcomes[o])) for o, done in _COUNTED.items() if outcomes.get(o)]
    counts += [tr("{count} refused", count=number(refused))] if refused else []
    return bold(as_sentence(", ".join(counts) or tr("nothing to store")))


def cancelled_text(summary: ChangeSummary) -> Text:
    stays = (
        tr("What is stored stays; send it again to continue.") if summary.count else tr("Send it again to start over.")
    )
    return bold(tr("Cancelled.")) + f" {_stored(summary)} {stays}"


def interrupted_text(summary: ChangeSummary, why: str | None) -> Text:
    go_on = tr("Send it again to continue.")
    return bold(tr("Interrupted.")) + f"{_because(why)} {_stored(summary)} {go_on}"


def add_stopped_text(summary: ChangeSummary) -> Text:
    stays = tr("What was stored before that stays; an editor can undo it.") if summary.count else ""
    return bold(tr("Stopped.")) + f" {_no_longer_editor()} {_stored(summary)} {stays}".rstrip()


def undo_stopped_text(undone: int) -> Text:
    before = trn("{count} change undone before that.", "{count} changes undone before that.", undone)
    return bold(tr("Stopped.")) + f" {_no_longer_editor()} {before}"


def _no_longer_editor() -> str:
    return tr("You are no longer an editor, so I did nothing more.")


def stored_list(summary: ChangeSummary) -> list[Text]:
    """Return the articles that a job stored as one block, or none."""
    untitled = tr("untitled article")
    lines = [Text(f"• {shortened(e.title or untitled)} ") + code(e.article or "") for e in summary.first]
    hidden = summary.count - len(lines)
    more = trn("and {count} more; /log lists them all", "and {count} more; /log lists them all", hidden)
    return _list(tr("Stored:"), lines, summary.count, more)


def copies_list(copies: Sequence[Article], count: int) -> list[Text]:
    """Return the pairs of near-copies among the stored articles, as one block, or none; `count` includes the others."""
    lines = [
        rich("• {title} {id}, a copy of {other}", title=label_of(a), id=code(a.id), other=code(a.copy_of or ""))
        for a in copies
    ]
    return _list(tr("Near-copies:"), lines, count)


def notes_list(notes: Mapping[str, int]) -> list[Text]:
    """Return the commonest notes on what was not used or not read, each with its number of articles, or none."""
    commonest = sorted(notes.items(), key=lambda noted: -noted[1])[:MAX_NOTES_LISTED]
    lines = [Text(f"• {_cut(phrase(note))} ({articles_of(n)})") for note, n in commonest]
    return _list(tr("Notes:"), lines, len(notes))


def refused_list(refused: Sequence[Refused], count: int) -> list[Text]:
    """Return what a job refused and why as one block, or none; `count` includes what is not listed."""
    lines = [Text(f"• {shortened(r.where)} {_cut(phrase(r.reason))}") for r in refused]
    return _list(tr("Refused:"), lines, count)


def undo_hint(summary: ChangeSummary) -> list[Text]:
    """Return the command that undoes a job; none if others changed something meanwhile."""
    return [how_to_undo(f"/undo {summary.range}")] if summary.range else []


def undo_question(numbers: Sequence[int]) -> Text:
    """Return what an editor is asked before the changes of these numbers, the newest first, are undone."""
    newest, oldest, count = f"#{numbers[0]}", f"#{numbers[-1]}", len(numbers)
    if count > 1:
        question = trn(
            "Undo {count} change, {oldest} to {newest}?",
            "Undo {count} changes, {oldest} to {newest}?",
            count,
            oldest=oldest,
            newest=newest,
        )
    else:
        question = tr("Undo {number}?", number=newest)
    detail = tr(
        "Added articles are retracted, revised ones get their earlier text back. I can undo only the newest change of "
        "an article, and only within a day."
    )
    return bold(question) + f"\n{detail}"


def undo_button(count: int) -> str:
    return tr("Undo {count}", count=number(count))


def undoing(done: int, of: int) -> Text:
    head = trn("Undoing {count} change", "Undoing {count} changes", of)
    return Text(head + "\n" + tr("{count} done", count=number(done)))


def undone_blocks(undone: int, of: int, refused: Sequence[str], refusals: int, *, cancelled: bool) -> list[Text]:
    """Return how many changes were undone, and why others were not; `refusals` includes what is not listed."""
    count = tr("{count} of {all} undone.", count=number(undone), all=number(of))
    head = bold(tr("Cancelled.") if cancelled else tr("Done.")) + f" {count}"
    return [head, *_list(tr("Not undone:"), [Text(f"• {reason}") for reason in refused], refusals)]


def undo_interrupted_text(why: str | None) -> Text:
    stays = tr("What was undone stays undone; ask again to continue.")
    return bold(tr("Interrupted.")) + f"{_because(why)} {stays}"


def outcome_unknown_text() -> Text:
    unknown = tr("I can't say how: something went wrong on my side, and I've logged it. /log lists what was done.")
    return bold(tr("It has ended.")) + f" {unknown}"


def _stored(summary: ChangeSummary) -> str:
    return as_sentence(tr("{count} stored", count=number(summary.count))) if summary.count else tr("Nothing is stored.")


def _because(why: str | None) -> str:
    return f" {as_sentence(why)}" if why else ""


def _list(head: str, lines: Sequence[Text], count: int, more: str = "") -> list[Text]:
    hidden = count - len(lines)
    return [join([Text(head), *lines, *([more or and_more(hidden)] if hidden > 0 else [])], "\n")] if lines else []


def _cut(reason: str) -> str:
    return reason if len(reason) <= MAX_REASON_CHARS else f"{reason[:MAX_REASON_CHARS].rstrip()}…"


# Answers to presses and commands about jobs and documents.
CANCELLING = marked("Cancelling. What is done stays done.")
CANCELLING_ALREADY = marked("It's already being cancelled.")
ENDED = marked("It has already ended.")
UNDER_WAY = marked("That's under way or done already.")
TOO_LATE_TO_UNDO = marked("That's too long ago to undo.")
ADDED_ALREADY = marked("It's already added, or being added.")
NO_DOCUMENT = marked("I no longer have that: send it again with /add.")
TOO_MANY_JOBS = marked("I have too many jobs waiting: send it again when some are done.")
NO_SUCH_CHANGES = marked("No article was changed from {first} to {last}; /log has the numbers.")
ADD = marked("Add")


def offer(name: str, count: int) -> Text:
    """Return the offer to store `count` documents, the first of this name."""
    if count == 1:
        what = tr("I can store “{name}” as an article: press {button}, or reply /add.", name=name, button=tr(ADD))
    else:
        what = trn(
            "I can store this {count} document: press {button}, or reply /add.",
            "I can store these {count} documents: press {button}, or reply /add.",
            count,
            button=tr(ADD),
        )
    at_once = tr("A document with the caption /add is stored at once.")
    return Text(f"{what} {at_once}")
