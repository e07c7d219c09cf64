"""The log, editors, counts and how an article stands: texts for editors, lines for programs.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from bot.views.rich_text import Text, bold, code, join
from bot.views.sources import day, retraction_told, shortened, source_line
from retrieval.domain.article import Article
from retrieval.domain.changes import Action, Actor, ArticleStatus, Entry
from storage.ports.editors import Editor
from storage.ports.library import Stats

NONE = "Nothing has been changed yet."
# Copies of an article that are named; more are counted.
NEAR_DUPLICATES = 10

_ACTIONS = {
    Action.ADDED: "added",
    Action.REVISED: "revised",
    Action.RETRACTED: "retracted",
    Action.RESTORED: "restored",
    Action.EDITOR_ADDED: "made an editor",
    Action.EDITOR_REMOVED: "made no editor",
    Action.FEED_ADDED: "added the feed",
    Action.FEED_REMOVED: "removed the feed",
    Action.FEED_PAUSED: "paused the feed",
    Action.FEED_RESUMED: "resumed the feed",
}


def log_blocks(entries: Sequence[Entry]) -> list[Text]:
    """Each entry as a block: number and action, what it is about, who did it, when and from where."""
    return [_block(e) for e in entries] or [Text(NONE)]


def _block(entry: Entry) -> Text:
    told = entry.note and entry.editor is None and entry.action is not Action.FEED_RESUMED
    why = f": {entry.note}" if told else ""
    undoes = f", which undid #{entry.undoes}" if entry.undoes is not None else ""
    first = bold(f"#{entry.number}") + f" {_ACTIONS[entry.action]} " + _about(entry) + f"{why}{undoes}"
    place = f", {shortened(entry.by.place)}" if entry.by.place else ""
    return join([first, f"{moment(entry.at)} · {named(entry.by)}{place}"], "\n")


def _about(entry: Entry) -> Text:
    if entry.feed is not None:
        return code(shortened(entry.feed))
    if entry.article is None:
        return Text(f"{entry.note} " if entry.note else "") + code(str(entry.editor))
    title = Text(f"{shortened(entry.title)} ") if entry.title else Text()
    revision = f" (revision {entry.revision})" if entry.action is Action.REVISED else ""
    return title + code(entry.article) + revision


def done(entry: Entry, undo: str) -> Text:
    """What a change did, for who asked for it; `undo` is the command that takes it back, before the number."""
    action = _ACTIONS[entry.action]
    undoes = f" That undid #{entry.undoes}." if entry.undoes is not None else ""
    command = f"{undo} {entry.number}"
    return (
        Text(f"{action[:1].upper()}{action[1:]}: ")
        + _about(entry)
        + f".{undoes}\nWithin a day "
        + code(command)
        + " takes that back."
    )


def moment(at: datetime) -> str:
    there = at.astimezone(UTC)
    return f"{day(there)} {there:%H:%M} UTC"


def named(by: Actor) -> str:
    return by.name if by.user is None else f"{by.name} ({by.user})"


def standing_text(standing: ArticleStatus, near_duplicates: Sequence[Article] = ()) -> Text:
    """How an article stands, for editors, with the others of its origin."""
    article = standing.article
    lines: list[Text | str] = [source_line(article), Text("Id: ") + code(article.id)]
    lines += [f"By {shortened(article.author)}"] if article.author else []
    lines.append(f"Stored: {moment(standing.since)}")
    if article.revision > 1:
        lines.append(f"Revision {article.revision}: {moment(article.added)}")
    if standing.retraction is not None:
        told = retraction_told(standing.retraction)
        lines.append(bold("Retracted") + f": it {told}; nobody is shown it any more.")
    else:
        passages, statements = standing.passages, standing.statements
        lines.append(f"Searched: {passages:,} {'passage' if passages == 1 else 'passages'}, " + (
            f"{statements:,} {'statement' if statements == 1 else 'statements'}"
            if standing.understood
            else "not read for statements"
        ))  # fmt: skip
        lines += [_named("A near-copy of ", a) for a in near_duplicates if a.id == article.copy_of]
        lines += [_named("Also printed in ", a) for a in near_duplicates if a.id != article.copy_of][:NEAR_DUPLICATES]
        lines += (
            [f"and in {len(near_duplicates) - NEAR_DUPLICATES:,} more"]
            if len(near_duplicates) > NEAR_DUPLICATES + 1
            else []
        )
    return join(lines, "\n")


def _named(before: str, article: Article) -> Text:
    return Text(before) + source_line(article) + " " + code(article.id)


def copies_stand(copies: Sequence[Article], look: str) -> list[Text]:
    """Which copies of a retracted article are shown all the same; `look` is the command that tells how one stands."""
    if not copies:
        return []
    count = len(copies)
    first = Text(f"{count:,} {'copy of it stands' if count == 1 else 'copies of it stand'}:")
    listed = [
        code(f"{look} {a.id}".strip()) + f" {shortened(a.publisher or a.label)}" for a in copies[:NEAR_DUPLICATES]
    ]
    more = [f"and {count - NEAR_DUPLICATES:,} more"] if count > NEAR_DUPLICATES else []
    return [join([first, *listed, *more], "\n")]


def stats_text(stats: Stats) -> Text:
    """How much there is, for editors."""
    lines = (
        (
            "Articles",
            f"{stats.articles:,} from {stats.sources:,} {'source' if stats.sources == 1 else 'sources'}"
            + (f", {stats.copies:,} of them copies of others" if stats.copies else ""),
        ),
        ("Retracted", f"{stats.retracted:,}"),
        ("Revisions kept", f"{stats.revisions:,}"),
        ("Passages searched", f"{stats.passages:,}"),
        ("Statements", f"{stats.statements:,}"),
        ("Digests", f"{stats.subscriptions:,} {'chat' if stats.subscriptions == 1 else 'chats'}"),
        ("Questions kept", f"{stats.questions:,}"),
        ("To be sent", f"{stats.waiting:,}, parked {stats.parked:,}"),
    )
    return join([bold("What there is"), *[f"• {what}: {told}" for what, told in lines]], "\n")


def editors_text(owners: Collection[int], by_settings: Collection[int], made: Sequence[Editor]) -> Text:
    """Who may change what is stored, and by whose word."""
    lines: list[Text | str] = [bold("Editors")]
    lines += [Text("• ") + code(str(user)) + ", an owner" for user in sorted(owners)]
    lines += [Text("• ") + code(str(user)) + ", by the settings" for user in sorted(set(by_settings) - set(owners))]
    lines += [Text("• ") + code(str(e.user)) + f"{' ' + e.name if e.name else ''}, since {day(e.since)}" for e in made]
    lines.append(
        "An owner adds and removes: /editors add ID NAME, /editors remove ID"
        if owners
        else "Nobody can add others here: whoever runs this bot names owners in ONRECORD_OWNERS."
    )
    return join(lines, "\n")
