"""Which time zone a place has, by its name in our languages."""
