"""Turn the entries of a feed into articles."""
