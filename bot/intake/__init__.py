"""What comes in, as drafts: one module a kind of source."""
