"""Which verbs report, and which of the words that they report are worth quoting."""
