"""Answers in a conversation: follow-ups, and replies to a message."""
