"""Documents: what is kept of them, and what they cannot do to us."""
