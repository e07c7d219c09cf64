"""Search passages by meaning and by words; keep both indexes in step with the store."""
