"""The bot on Telegram: the application, its handlers, background jobs and messages."""
