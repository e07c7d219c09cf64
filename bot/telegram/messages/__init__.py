"""Telegram messages in and out: text with entities, rate limits, what an editor's message asks to add."""
