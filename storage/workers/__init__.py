"""The processes that work for one bot."""
