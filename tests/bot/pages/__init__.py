"""Web pages in: what of them is kept, to the letter, and what is refused for what it is."""
