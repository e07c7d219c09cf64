"""What a reader sees in reply to a question: answers, refusals, and the excerpts in both."""
