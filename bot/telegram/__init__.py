"""The bot on Telegram: the application, its handlers, jobs and messages."""
