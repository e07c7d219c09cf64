"""Documents to articles, in a process of its own: what runs there, and nothing of what starts it."""
