"""What the bot does with each kind of message: one module a subject.  A handler reads, calls, replies."""
