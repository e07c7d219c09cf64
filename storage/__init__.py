"""The database: the one truth that every index is derived from.  Knows SQL, and nothing of Telegram."""
