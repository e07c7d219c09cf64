"""Open a database, migrate it, translate its errors, and spell the SQL that is its own.

Everything particular to SQLite is in this package, in the migrations, and in the table options of
storage.schema.base; tests/storage/test_dialect.py holds the other packages to it.  A second database must provide:

- `engine`: a `Database` with the same methods.  Write transactions run one after another, and none fails because
  another process writes at the same time.  A read transaction sees one snapshot.  If the caller is cancelled, the
  transaction is rolled back.
- `migration`: `bring_up_to_date` and `empty_database_at`, each all or nothing, run by one process at a time.
- `error_translation`: its driver's errors as StorageFull, StorageUnwritable, StorageBroken or StorageError.
- `dialect`: each function there.  The limits on bound values may go.
- `storage.schema.base`: ids that are never reused, partial indexes, and datetimes kept in UTC.
- Migrations of its own from version 0009 on; an export (storage.transfer) carries the rows from SQLite.

What the stores expect beyond standard SQL: RETURNING, INSERT … ON CONFLICT, JSON columns, window functions; that
NULL sorts before every value; that LIKE ignores the case of ASCII letters.  The suites in tests/contracts run on every
database that tests/contracts/stores.py can open.
"""
