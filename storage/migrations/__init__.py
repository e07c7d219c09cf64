"""The Alembic migrations, shipped with the package."""

# The newest revision, so that opening an up-to-date database need not load Alembic; a test holds it to the scripts.
HEAD = "0009"
