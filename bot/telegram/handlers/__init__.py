"""Handle commands, messages and buttons: one module a subject.  A handler reads, calls one use case, replies."""
