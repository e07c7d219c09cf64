"""PostgreSQL: a database on a server, for more than one machine (docs/decisions/0056)."""
