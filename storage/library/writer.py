"""Write articles, and what was read out of them, inside the caller's transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    delete,
    func,
    insert,
    select,
    update,
)

from retrieval.domain.article import AddResult, Article, Draft, Outcome, Reading, Statement
from retrieval.domain.changes import Action, Actor
from retrieval.identity.article_id import text_digest
from retrieval.identity.fingerprint import Fingerprint, fingerprint_of
from retrieval.people.descriptions import abbreviations, with_explanations
from retrieval.people.registry import description_keys, is_described, names_in, roles_in, surname
from retrieval.stories.terms import Terms, terms_of
from retrieval.text.normalize import fold
from storage.library.change_log import stored_before, write_stored
from storage.library.descriptions import index_descriptions
from storage.library.identity import (
    CURRENT_BY_ID,
    identity_of,
    link_of,
    stored_or_retracted,
    unchanged,
    with_known_metadata,
)
from storage.library.near_duplicates import CopyUpdates
from storage.library.placing import StoryUpdates
from storage.outbox.notices import ChangedArticle, notify_corrected
from storage.schema.tables import (
    ArticleRow,
    ContentRow,
    GenerationRow,
    NameRow,
    PassageRow,
    RevisionRow,
    RoleRow,
    SpeakerRow,
    StatementRow,
)


def _next_generation(connection: Connection) -> int:
    newest = connection.execute(select(func.max(GenerationRow.number))).scalar_one()
    return int(newest or 0) + 1


@dataclass(frozen=True, slots=True)
class Traces:
    """What is computed of a draft before the transaction: by one its copies are found, by the other its story."""

    fingerprint: Fingerprint
    terms: Terms

    @classmethod
    def of(cls, draft: Draft | Article) -> Traces:
        """Compute them: milliseconds, so not on the event loop."""
        about = draft.text, draft.title, draft.published
        return cls(fingerprint_of(*about), terms_of(*about))


@dataclass(slots=True)
class Writer:
    """Writes the drafts of one actor in one transaction, all of one generation.  Call `end` after the last."""

    connection: Connection
    now: datetime
    by: Actor
    changed: bool = False
    generation: int = field(init=False)
    copies: CopyUpdates = field(init=False)
    stories: StoryUpdates = field(init=False)
    _stored: list[tuple[Action, int, int, str | None]] = field(default_factory=list)
    _revised: dict[str, ChangedArticle] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.generation = _next_generation(self.connection)
        self.copies = CopyUpdates(self.connection)
        self.stories = StoryUpdates(self.connection)

    def put(self, draft: Draft, reading: Reading, traces: Traces) -> AddResult:
        """Store a draft unless it is stored, retracted, or a repeat of the same update."""
        # Asked again under the write lock, because another process may have stored it in the meantime.
        return stored_or_retracted(self.connection, draft) or self._replayed(draft) or self._put(draft, reading, traces)

    def _replayed(self, draft: Draft) -> AddResult | None:
        """Return the current article if the same update has stored this text under it already."""
        if self.by.update is None:
            return None
        row = self.connection.execute(CURRENT_BY_ID, {"identity": identity_of(self.connection, draft)}).first()
        if row is None or not stored_before(
            self.connection, self.now, self.by, row.article_id, text_digest(draft.text)
        ):
            return None
        return unchanged(self.connection, row)

    def _put(self, draft: Draft, reading: Reading, traces: Traces) -> AddResult:
        full = with_known_metadata(self.connection, draft)
        if full != draft:
            traces = Traces.of(full)
        added, article_id = self.store(full, reading, traces)
        action = Action.ADDED if added.outcome is Outcome.ADDED else Action.REVISED
        self._stored.append((action, article_id, added.article.revision, draft.origin))
        return added

    def store(self, draft: Draft, reading: Reading, traces: Traces) -> tuple[AddResult, int]:
        """Store a draft as a new revision whatever is stored, and log nothing.  Return its article's row id too."""
        self.changed = True
        identity = identity_of(self.connection, draft)
        query = select(ArticleRow.id).where(ArticleRow.public_id == identity)
        article_id = self.connection.execute(query).scalar_one_or_none()
        number = 1
        if article_id is None:
            # With its source's id instead of its link's, because other articles have that link.
            article_id = self._insert(ArticleRow, public_id=identity, shared_link=draft.source_id is not None)
        else:
            number = self._retire(article_id) + 1
            self._revised[identity] = ChangedArticle(article_id, identity, number)
        revision_id = self._revision(article_id, number, draft, reading)
        self._passages(revision_id, reading)
        self._reading(revision_id, draft.text, reading)
        if (link := link_of(draft)) is not None:
            self.connection.execute(update(ArticleRow).where(ArticleRow.id == article_id).values(link=link))
        (self.copies.add if number == 1 else self.copies.change)(article_id, revision_id, traces.fingerprint)
        (self.stories.add if number == 1 else self.stories.change)(article_id, revision_id, traces.terms)
        article = Article(
            id=identity, revision=number, text=draft.text, title=draft.title, url=draft.url,
            publisher=draft.publisher, author=draft.author, published=draft.published, added=self.now,
        )  # fmt: skip
        outcome = Outcome.ADDED if number == 1 else Outcome.REVISED
        added = AddResult(outcome, article, len(reading.passages), len(reading.statements), reading.understood)
        return added, article_id

    def replace(self, article: Article, reading: Reading) -> None:
        """Replace the reading of an article, if its current revision is still the one that was read."""
        query = select(RevisionRow.id).join(ArticleRow, RevisionRow.article_id == ArticleRow.id).where(
            ArticleRow.public_id == article.id, RevisionRow.number == article.revision, RevisionRow.current
        )  # fmt: skip
        revision_id = self.connection.execute(query).scalar_one_or_none()
        if revision_id is None:
            return
        where = PassageRow.revision_id == revision_id, PassageRow.retired.is_(None)
        found = self.connection.execute(select(PassageRow.start, PassageRow.end).where(*where))
        if sorted((p.start, p.end) for p in reading.passages) != sorted((start, end) for start, end in found):
            self.connection.execute(update(PassageRow).where(*where).values(retired=self.generation))
            self._passages(revision_id, reading)
            self.changed = True
        self._forget(revision_id)
        self._reading(revision_id, article.text, reading)
        revision = update(RevisionRow).where(RevisionRow.id == revision_id)
        self.connection.execute(revision.values(understood=reading.understood, read_by=reading.version))

    def end(self) -> None:
        """Settle copies, and write the log, readers' notices, and a new generation if anything in search changed."""
        self.copies.end()
        write_stored(self.connection, self.now, self.by, self._stored)
        if self._revised:
            notify_corrected(self.connection, self._revised, self.now)
        if self.changed:
            self.connection.execute(insert(GenerationRow).values(number=self.generation, token=secrets.token_hex(16)))

    def _forget(self, revision_id: int) -> None:
        """Delete what was read out of a text, except its passages, which are retired instead."""
        own = select(StatementRow.id).where(StatementRow.revision_id == revision_id)
        for part in (ContentRow, SpeakerRow):
            self.connection.execute(delete(part).where(part.statement_id.in_(own)))
        for table in (StatementRow, NameRow, RoleRow):
            self.connection.execute(delete(table).where(table.revision_id == revision_id))

    def _insert(self, table: Any, **values: Any) -> int:
        result = self.connection.execute(insert(table).values(**values))
        key = result.inserted_primary_key
        if key is None:
            raise RuntimeError(f"the database returned no key for a new row of {table.__tablename__}")
        return int(key[0])

    def _retire(self, article_id: int) -> int:
        """Take the current revision out of search, and return its number."""
        query = select(RevisionRow.id, RevisionRow.number).where(
            RevisionRow.article_id == article_id, RevisionRow.current
        )
        revision_id, number = self.connection.execute(query).one()
        self.connection.execute(update(RevisionRow).where(RevisionRow.id == revision_id).values(current=False))
        self.connection.execute(
            update(PassageRow)
            .where(PassageRow.revision_id == revision_id, PassageRow.retired.is_(None))
            .values(retired=self.generation)
        )
        for table in (NameRow, RoleRow):
            self.connection.execute(delete(table).where(table.revision_id == revision_id))
        return int(number)

    def _revision(self, article_id: int, number: int, draft: Draft, reading: Reading) -> int:
        return self._insert(
            RevisionRow, article_id=article_id, number=number, current=True, digest=text_digest(draft.text),
            text=draft.text, title=draft.title, url=draft.url, publisher=draft.publisher, author=draft.author,
            published=draft.published, added=self.now, understood=reading.understood, read_by=reading.version,
        )  # fmt: skip

    def _passages(self, revision_id: int, reading: Reading) -> None:
        self._many(
            PassageRow,
            [
                {"revision_id": revision_id, "start": p.start, "end": p.end, "born": self.generation}
                for p in reading.passages
            ],
        )

    def _reading(self, revision_id: int, text: str, reading: Reading) -> None:
        named = {fold(name): name for name in reversed(names_in(reading, text))}
        self._many(
            NameRow,
            [{"revision_id": revision_id, "key": k, "name": n, "last": surname(n)} for k, n in named.items()],
        )
        known = abbreviations(text)
        roles = {
            (fold(name), span): fold(with_explanations(span.cut(text), known)) for name, span in roles_in(reading, text)
        }
        self._many(
            RoleRow,
            [
                {"revision_id": revision_id, "start": r.start, "end": r.end, "name_key": name, "key": key}
                for (name, r), key in roles.items()
            ],
        )
        index_descriptions(self.connection, [*roles.values(), *description_keys(reading, text)])
        for statement in reading.statements:
            self._statement(revision_id, text, statement)

    def _statement(self, revision_id: int, text: str, statement: Statement) -> None:
        cue = statement.cue
        statement_id = self._insert(
            StatementRow, revision_id=revision_id, kind=statement.kind.value, confidence=statement.confidence,
            cue_start=cue.start if cue else None, cue_end=cue.end if cue else None,
        )  # fmt: skip
        self._many(
            ContentRow,
            [
                {"statement_id": statement_id, "ordinal": n, "start": c.start, "end": c.end}
                for n, c in enumerate(statement.content)
            ],
        )
        self._many(
            SpeakerRow,
            [
                {
                    "statement_id": statement_id, "ordinal": n, "name": s.name, "key": fold(s.name),
                    "last": surname(s.name), "how": s.how.value, "described": is_described(s, text),
                    "mention_start": s.mention.start if s.mention else None,
                    "mention_end": s.mention.end if s.mention else None,
                }
                for n, s in enumerate(statement.speakers)
            ],
        )  # fmt: skip

    def _many(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.connection.execute(insert(table), rows)
