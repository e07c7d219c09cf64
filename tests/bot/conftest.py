"""The stand, for what must be seen as Telegram sees it."""

from tests.telegram.plugin import limits, stand

__all__ = ["limits", "stand"]
