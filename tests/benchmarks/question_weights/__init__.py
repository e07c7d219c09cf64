"""Fit the regressions that read questions and rank sentences and statements: retrieval/weights/questions."""
