"""Measure stories, digests and alerts, one subcommand a module: `python -m tests.benchmarks.digests NAME [--json]`."""
