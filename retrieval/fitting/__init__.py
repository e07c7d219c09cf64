"""Fit what is learnt: `make fit`.  Needs torch, and labelled articles in the form of shared/data/polnear."""
