"""The bot on Telegram: the application, its handlers, background jobs and messages."""

import os

# PTB will return waiting times as timedelta; this setting opts in, and stops its warnings.
os.environ.setdefault("PTB_TIMEDELTA", "true")
