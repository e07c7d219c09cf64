"""Find the person that a pronoun means, from the article alone."""
