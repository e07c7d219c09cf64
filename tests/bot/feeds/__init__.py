"""Feeds: their policy, what is read of them, and polling them on loopback."""
