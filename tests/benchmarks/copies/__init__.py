"""Pairs of texts for measuring near-duplicate detection."""
