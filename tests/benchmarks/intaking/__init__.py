"""What `python -m tests.benchmarks.intake` measures, a module for each kind of load."""
