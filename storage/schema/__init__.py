"""The tables, as SQLAlchemy classes.

They are loaded together, so that `Base.metadata` never lacks a table whose module nobody imported.
"""

from storage.schema import digest_tables, inbox_tables, job_tables, story_tables, tables, watch_tables

__all__ = ["digest_tables", "inbox_tables", "job_tables", "story_tables", "tables", "watch_tables"]
