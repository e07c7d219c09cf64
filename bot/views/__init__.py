"""Turn values into what people and programs read: one module a subject, so that a text is easy to find.  Pure."""
