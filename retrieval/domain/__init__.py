"""The nouns of the subject: articles, questions, replies, changes, errors, and the ports."""
