"""Give the tests the Telegram stand, to check texts as Telegram does."""

from tests.telegram.plugin import limits, stand

__all__ = ["limits", "stand"]
