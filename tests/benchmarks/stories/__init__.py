"""Fit and measure how articles are grouped into stories."""
