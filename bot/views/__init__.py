"""Pure rendering: replies, sources, changes and JSON, from values to text."""
