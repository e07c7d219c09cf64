"""Measurements, not tests: pytest does not collect them.  `make bench` runs them all."""
