"""The pages behind citations: what is shown of what was found, as typed values, and those as HTML.  Pure."""
