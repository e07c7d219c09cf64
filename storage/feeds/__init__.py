"""Feeds and their polls."""
