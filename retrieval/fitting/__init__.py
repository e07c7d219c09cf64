"""Fit the networks: `make fit` in a checkout; not in the wheel.  Needs torch and labelled data as in ../shared/data."""
