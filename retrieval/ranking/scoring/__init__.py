"""Score passages, sentences and statements for a question."""
