"""The measurements of `python -m tests.benchmarks.intake`, one module per kind of load."""
