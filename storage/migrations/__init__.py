"""The Alembic migrations, shipped with the package."""

# The newest revision.  Opening an up-to-date database need not load Alembic; a test compares this with the scripts.
HEAD = "0024"
