"""Where articles come from: files, folders, links, JSON lines, standard input."""
