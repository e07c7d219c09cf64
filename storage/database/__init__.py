"""Open a database, migrate it, and translate its errors."""
