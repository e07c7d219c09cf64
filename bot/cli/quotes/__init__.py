"""`onrecord quotes`: read articles for statements, and print them in colour, plain or as JSON."""
