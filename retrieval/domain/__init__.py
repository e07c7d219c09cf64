"""The nouns of the subject: articles, questions, replies, changes and errors; and the ports."""
