"""Turn what a feed shows into articles."""
