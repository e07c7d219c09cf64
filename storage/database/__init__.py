"""Open a database, migrate it, translate its errors, and spell the SQL that is its own.

What is particular to one database is in this package: `sqlite` and `postgres` each implement `place.Place`, `dialect`
spells the pieces of SQL that differ, and `catalogue` asks about tables.  The migrations run on both.
tests/storage/test_dialect.py holds the other packages to it, and the suites in tests/contracts run on every database
of tests/contracts/stores.py.

What the stores expect beyond standard SQL: RETURNING, INSERT … ON CONFLICT, JSON columns, window functions, and that
texts compare by their code points.  NULL sorts before every value in SQLite and after it in PostgreSQL: a query that
sorts by what may be missing says which it wants.  Rows come in no order unless a query asks for one.
"""
