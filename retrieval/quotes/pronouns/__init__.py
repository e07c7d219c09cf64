"""Find who a pronoun means, from the article alone."""
