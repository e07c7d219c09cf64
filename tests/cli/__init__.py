"""The command as a shell runs it: words, exit codes, pipes and Ctrl-C.  No model is loaded: these take none."""
