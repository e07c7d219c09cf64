"""Feeds: when they are polled, what is read of them, and what is told of how they are."""
