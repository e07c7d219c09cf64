"""Find the names that a text prints, and where the name of a person begins among other capitalised words."""
