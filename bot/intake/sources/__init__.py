"""Read articles from files, folders, links, JSON lines and standard input."""
