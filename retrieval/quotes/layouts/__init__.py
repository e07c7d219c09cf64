"""Read what print shows without words: quotation marks, transcripts, lists, headings and signatures."""
