"""Understand what a reader wants of a digest from their own words."""
