"""The database, from which every index is derived.  Knows SQL, and nothing of Telegram."""
