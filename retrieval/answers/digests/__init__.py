"""Digests: the stories that came in, ranked for one reader, and the sentences that carry them."""
