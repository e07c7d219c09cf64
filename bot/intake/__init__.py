"""Turn everything that comes in into drafts: one module per kind of source."""
