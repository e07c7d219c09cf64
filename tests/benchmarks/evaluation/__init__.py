"""Measure On Record against people's labels, and write docs/evaluation.md: `make eval`.

The labelled texts stand beside the project, in ../shared, and stay there: what is written names articles and offsets,
and never holds their words.
"""
