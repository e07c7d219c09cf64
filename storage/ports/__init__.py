"""What is stored, free of SQL: the values and protocols that `bot` works with."""
