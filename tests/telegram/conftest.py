"""Fixtures for the stand's own tests."""

from tests.telegram.plugin import stand

__all__ = ["stand"]
