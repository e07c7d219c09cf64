"""Find where the articles of one story differ: in a figure, a date, a name, a denial, or the wording of a quote."""
