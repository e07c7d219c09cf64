"""Search passages by meaning and by words, and keep both indexes in step with the store."""
