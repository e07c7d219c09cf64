"""Benchmarks: pytest does not collect them; `make bench` runs them all."""
