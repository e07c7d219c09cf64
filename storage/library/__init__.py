"""Articles, statements, passages, near-duplicates, retractions and the change log."""
