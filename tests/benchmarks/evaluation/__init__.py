"""Measure On Record against human labels, and write docs/evaluation.md: `make eval`.

The labelled texts are in ../shared, outside the project, and must stay there: the page names articles and offsets, but
never quotes them.
"""
