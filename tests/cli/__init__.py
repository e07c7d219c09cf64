"""Run the command as a shell does: words, exit codes, pipes and Ctrl-C.  None of these commands needs a model."""
