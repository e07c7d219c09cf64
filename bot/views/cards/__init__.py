"""Answers as Telegram shows them: one message about a screen long, and what its buttons put in its place."""
