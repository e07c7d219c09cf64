"""Draw the main conversations as a phone shows them: `make shots` writes docs/shots/*.png."""
