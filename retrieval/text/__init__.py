"""Text alone: normalising, sentences, passages, languages, names of people."""
