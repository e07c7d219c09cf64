"""Add articles to the library: read, store and index them; retract, restore and undo."""
