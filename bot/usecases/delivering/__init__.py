"""What is sent unasked: digests and notices, when they are due and what they say."""
