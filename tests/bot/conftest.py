"""Give the tests the Telegram stand, to check texts as Telegram does."""

from hypothesis import settings

from tests.telegram.plugin import limits, stand

__all__ = ["limits", "stand"]

# Other tests may keep the machine busy: the time an example takes means nothing here.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
