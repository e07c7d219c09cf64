"""Run the migrations over a connection.  Blocking; loads Alembic only if there is work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, select

from retrieval.domain.errors import StorageTooNew, StoreNotEmpty
from storage import migrations
from storage.migrations import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = "alembic_version"


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Migrate the tables up to a revision, in the caller's transaction."""
    from alembic import command  # noqa: PLC0415  takes a third of a second, which most starts need not spend

    command.upgrade(alembic_config(connection), revision)


def remove_empty_tables(connection: Connection, where: str) -> None:
    """Undo all migrations.  Raise StoreNotEmpty if a table has a row."""
    from alembic import command  # noqa: PLC0415

    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name != VERSIONS and connection.execute(select(1).select_from(table).limit(1)).first():
            raise StoreNotEmpty(f"{where} is not empty")
    command.downgrade(alembic_config(connection), "base")


def is_known_revision(revision: str) -> bool:
    """Return whether this version has migrations up to `revision`; others come from a newer On Record, or from none."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return revision in {s.revision for s in ScriptDirectory.from_config(alembic_config()).walk_revisions()}


def require_known(where: str, found: str | None) -> None:
    """Raise StorageTooNew unless this version has migrations up to the revision found in a database."""
    if found is not None and not is_known_revision(found):
        raise StorageTooNew(
            f"{where} was written by a newer On Record (schema {found!r}, this one knows up to {HEAD!r}); "
            "update On Record, or choose another data folder or database"
        )


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for the packaged scripts, to run over `connection`."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
