"""Decide whether two texts are the same article: canonical links, fingerprints, metadata."""
