"""Kill On Record at any moment, a hundred times: nothing is lost, nothing doubled, store and indexes agree."""
