"""Read the article of a web page, in the words that the page prints.  Runs confined."""
