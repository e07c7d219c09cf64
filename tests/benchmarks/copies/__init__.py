"""Pairs of texts by which it is measured how surely copies are told."""
