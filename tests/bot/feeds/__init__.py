"""Feeds: when they are polled, how they are read, and polling them on loopback."""
