"""Render changes to what is stored: the log, what a change did, and who the editors are.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.languages.calendar import day
from bot.languages.speaking import marked, tr
from bot.views.rich_text import Text, bold, code, filled, join, rich
from bot.views.sources import label_of, minute, shortened
from retrieval.domain.article import Article
from retrieval.domain.changes import OPERATOR, Action, Actor, Entry
from storage.ports.editors import Editor

# The words of the log, and of the reply to a change.
_LOGGED = {
    Action.ADDED: marked("added {subject}"),
    Action.REVISED: marked("revised {subject}"),
    Action.RETRACTED: marked("retracted {subject}"),
    Action.RESTORED: marked("restored {subject}"),
    Action.EDITOR_ADDED: marked("added the editor {subject}"),
    Action.EDITOR_REMOVED: marked("removed the editor {subject}"),
    Action.FEED_ADDED: marked("added the feed {subject}"),
    Action.FEED_REMOVED: marked("removed the feed {subject}"),
    Action.FEED_PAUSED: marked("paused the feed {subject}"),
    Action.FEED_RESUMED: marked("resumed the feed {subject}"),
}
_DONE = {
    Action.ADDED: marked("Added: {subject}."),
    Action.REVISED: marked("Revised: {subject}."),
    Action.RETRACTED: marked("Retracted: {subject}."),
    Action.RESTORED: marked("Restored: {subject}."),
    Action.EDITOR_ADDED: marked("Added the editor: {subject}."),
    Action.EDITOR_REMOVED: marked("Removed the editor: {subject}."),
    Action.FEED_ADDED: marked("Added the feed: {subject}."),
    Action.FEED_REMOVED: marked("Removed the feed: {subject}."),
    Action.FEED_PAUSED: marked("Paused the feed: {subject}."),
    Action.FEED_RESUMED: marked("Resumed the feed: {subject}."),
}
NO_SUCH_CHANGE = marked("There is no such change of an article; /log lists them.")
REPLACED_ALREADY = marked("It's already replaced or retracted; /log says by whom.")
HOW_TO_UNDO = marked("Write /undo and the number of a change in /log, or a range of numbers: /undo 17-41.")
WHICH_ARTICLE = marked("Write {usage}, or reply with it to my message about the article. /sources lists the ids.")
# How each command is written, for WHICH_ARTICLE.
RETRACT_USAGE = marked("/retract ID and the reason")
RESTORE_USAGE, ARTICLE_USAGE = "/restore ID", "/article ID"


def log_blocks(entries: Sequence[Entry]) -> list[Text]:
    """Return each entry as a block: its number, who did what to what, when and from where."""
    return [_block(e) for e in entries] or [Text(tr("No changes yet."))]


def _block(entry: Entry) -> Text:
    has_reason = entry.note and entry.editor is None and entry.action is not Action.FEED_RESUMED
    reason = f": {entry.note}" if has_reason else ""
    undoes = ", " + tr("undoing {number}", number=f"#{entry.undoes}") if entry.undoes is not None else ""
    what = filled(tr(_LOGGED[entry.action]), subject=_subject(entry))
    first = bold(f"#{entry.number}") + " " + what + f"{reason}{undoes}"
    place = f", {shortened(entry.by.place)}" if entry.by.place else ""
    return join([first, f"{minute(entry.at)} · {_actor(entry.by)}{place}"], "\n")


def _subject(entry: Entry) -> Text:
    """Return which article, editor or feed an entry is about."""
    if entry.feed is not None:
        return code(shortened(entry.feed))
    if entry.article is None:
        return Text(f"{entry.note} " if entry.note else "") + code(str(entry.editor))
    title = Text(f"{shortened(entry.title)} ") if entry.title else Text()
    is_revised = entry.action is Action.REVISED
    revision = " " + tr("(revision {number})", number=entry.revision) if is_revised else ""
    return title + code(entry.article) + revision


def _actor(by: Actor) -> str:
    if by.user is not None:
        return f"{by.name} ({by.user})"
    return tr("command line") if by.name == OPERATOR.name else by.name


def done(entry: Entry, undo: str) -> Text:
    """Return what a change did, for whoever made it; `undo` is the command that undoes it, without the number."""
    undoes = " " + tr("This undid {number}.", number=f"#{entry.undoes}") if entry.undoes is not None else ""
    what = filled(tr(_DONE[entry.action]), subject=_subject(entry))
    return what + f"{undoes}\n" + how_to_undo(f"{undo} {entry.number}")


def undone_text(undoing: Entry) -> Text:
    """Return that a change was undone, in the place of the message that reported it."""
    return bold(tr("Undone.")) + " " + done(undoing, "/undo")


def replaced_text(article: Article, revision: Entry, retracted: Entry) -> Text:
    """Return that an article has the text of a near-copy now; `revision` and `retracted` are the two changes."""
    return rich(
        "Replaced: {article} is revision {number} now, and its near-copy {copy} is retracted.\n"
        "To undo this within a day: {first}, then {second}",
        article=bold(label_of(article)) + " " + code(article.id),
        number=article.revision,
        copy=code(retracted.article or ""),
        first=code(f"/undo {retracted.number}"),
        second=code(f"/undo {revision.number}"),
    )


def how_to_undo(command: str) -> Text:
    return rich("To undo this within a day: {command}", command=code(command))


EDITORS_USAGE = marked(
    "Write /editors add ID NAME or /editors remove ID, or reply /editors add to a message of the person."
)
EDITOR_BY_SETTINGS = marked("{user} is already an editor in the settings.")
REMOVE_FROM_SETTINGS = marked(
    "{user} is an editor in the settings: remove the id from ONRECORD_EDITORS or ONRECORD_OWNERS and restart me."
)
NO_BOTS = marked("A bot can't be an editor.")


def editors_text(owners: Collection[int], by_settings: Collection[int], made: Sequence[Editor]) -> Text:
    """Return who the editors are, and who made them editors; `made` are those added by an owner."""
    lines: list[Text | str] = [bold(tr("Editors"))]
    lines += [rich("• {user}, an owner", user=code(str(user))) for user in sorted(owners)]
    lines += [
        rich("• {user}, from the settings", user=code(str(user))) for user in sorted(set(by_settings) - set(owners))
    ]
    for editor in made:
        who = code(str(editor.user)) + (f" {editor.name}" if editor.name else "")
        lines.append(rich("• {user}, since {day}", user=who, day=day(editor.since)))
    lines.append(
        tr("Owners add and remove editors: /editors add ID NAME, /editors remove ID")
        if owners
        else tr("Nobody can add editors here until whoever runs this bot names owners in ONRECORD_OWNERS.")
    )
    return join(lines, "\n")
