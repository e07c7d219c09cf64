"""Questions about news with the places that answer them, for the passage reader: our own, and made from labels."""
