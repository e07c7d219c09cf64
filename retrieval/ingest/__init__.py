"""Read articles, store them and index them; undo it."""
