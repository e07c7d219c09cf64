"""Fit the network that resolves pronouns."""
