"""Fetching from the web, tried on servers on loopback."""
