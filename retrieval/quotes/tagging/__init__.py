"""Run the statement tagger: cut a text into windows, tag word pieces, decode tags into attributions."""
