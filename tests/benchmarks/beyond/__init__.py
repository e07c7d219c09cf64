"""Measure what goes beyond one reader on one machine: `python -m tests.benchmarks.beyond PART [--json]`."""
