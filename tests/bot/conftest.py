"""The stand, for what must be seen as Telegram sees it."""

from hypothesis import settings

from tests.telegram.plugin import limits, stand

__all__ = ["limits", "stand"]

# The machine may be busy with other tests: how long an example takes says nothing here.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
