"""Answer questions: one module per kind of answer, and a router on top."""
