"""Work on text alone: normalising, sentences, passages, languages, names of people."""
