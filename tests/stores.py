"""Reach the database under the ports, for tests that need SQL."""

from __future__ import annotations

from bot.services import Services
from storage.database.engine import Database


def sqlite_of(services: Services) -> Database:
    assert isinstance(services.store, Database)
    return services.store
