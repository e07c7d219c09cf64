"""Choose and order what is shown: candidates, fusion, scores, duplicates, confidence."""
