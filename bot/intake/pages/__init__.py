"""Web pages in, each read by a process of its own: what of them is an article, in the words that they print."""
