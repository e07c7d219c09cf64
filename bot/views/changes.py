"""Render changes to what is stored: the log, what a change did, and who the editors are.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.views.rich_text import Text, bold, code, join
from bot.views.sources import day, minute, shortened
from retrieval.domain.article import Article
from retrieval.domain.changes import Action, Actor, Entry
from storage.ports.editors import Editor

NO_CHANGES = Text("No changes yet.")

_ACTIONS = {
    Action.ADDED: "added",
    Action.REVISED: "revised",
    Action.RETRACTED: "retracted",
    Action.RESTORED: "restored",
    Action.EDITOR_ADDED: "added the editor",
    Action.EDITOR_REMOVED: "removed the editor",
    Action.FEED_ADDED: "added the feed",
    Action.FEED_REMOVED: "removed the feed",
    Action.FEED_PAUSED: "paused the feed",
    Action.FEED_RESUMED: "resumed the feed",
}


def log_blocks(entries: Sequence[Entry]) -> list[Text]:
    """Return each entry as a block: its number, what was done to what, by whom, when and from where."""
    return [_block(e) for e in entries] or [NO_CHANGES]


def _block(entry: Entry) -> Text:
    has_reason = entry.note and entry.editor is None and entry.action is not Action.FEED_RESUMED
    reason = f": {entry.note}" if has_reason else ""
    undoes = f", undoing #{entry.undoes}" if entry.undoes is not None else ""
    first = bold(f"#{entry.number}") + f" {_ACTIONS[entry.action]} " + _subject(entry) + f"{reason}{undoes}"
    place = f", {shortened(entry.by.place)}" if entry.by.place else ""
    return join([first, f"{minute(entry.at)} · {_actor(entry.by)}{place}"], "\n")


def _subject(entry: Entry) -> Text:
    """Return which article, editor or feed an entry is about."""
    if entry.feed is not None:
        return code(shortened(entry.feed))
    if entry.article is None:
        return Text(f"{entry.note} " if entry.note else "") + code(str(entry.editor))
    title = Text(f"{shortened(entry.title)} ") if entry.title else Text()
    revision = f" (revision {entry.revision})" if entry.action is Action.REVISED else ""
    return title + code(entry.article) + revision


def _actor(by: Actor) -> str:
    return by.name if by.user is None else f"{by.name} ({by.user})"


def done(entry: Entry, undo: str) -> Text:
    """Return what a change did, for whoever made it; `undo` is the command that undoes it, without the number."""
    action = _ACTIONS[entry.action]
    undoes = f" This undid #{entry.undoes}." if entry.undoes is not None else ""
    return (
        Text(f"{action[:1].upper()}{action[1:]}: ")
        + _subject(entry)
        + f".{undoes}\n"
        + how_to_undo(f"{undo} {entry.number}")
    )


def replaced_text(article: Article, revision: Entry, retracted: Entry) -> Text:
    """Return that an article has the text of a near-copy now; `revision` and `retracted` are the two changes."""
    return (
        Text("Replaced: ")
        + bold(shortened(article.label))
        + " "
        + code(article.id)
        + f" is revision {article.revision} now, and its near-copy "
        + code(retracted.article or "")
        + " is retracted.\nTo undo this within a day: "
        + code(f"/undo {retracted.number}")
        + ", then "
        + code(f"/undo {revision.number}")
    )


def how_to_undo(command: str) -> Text:
    return Text("To undo this within a day: ") + code(command)


def editors_text(owners: Collection[int], by_settings: Collection[int], made: Sequence[Editor]) -> Text:
    """Return who the editors are, and who made them editors; `made` are those added by an owner."""
    lines: list[Text | str] = [bold("Editors")]
    lines += [Text("• ") + code(str(user)) + ", an owner" for user in sorted(owners)]
    lines += [Text("• ") + code(str(user)) + ", from the settings" for user in sorted(set(by_settings) - set(owners))]
    lines += [Text("• ") + code(str(e.user)) + f"{' ' + e.name if e.name else ''}, since {day(e.since)}" for e in made]
    lines.append(
        "Owners add and remove editors: /editors add ID NAME, /editors remove ID"
        if owners
        else "Nobody can add editors here until whoever runs this bot names owners in ONRECORD_OWNERS."
    )
    return join(lines, "\n")
