"""Alerts about what a chat follows: what is followed, where articles tell of it, and when a chat hears of it."""
