"""Digests: who wants them, when they are due, and what they say."""
