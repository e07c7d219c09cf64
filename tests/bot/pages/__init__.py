"""Web pages: what is kept of them, to the letter, and which are refused."""
