"""Wishes that readers write in plain words, as the commands that they mean."""
