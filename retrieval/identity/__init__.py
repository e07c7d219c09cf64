"""Whether two texts are the same article: canonical links and fingerprints."""
