"""The articles that an empty store is filled with.  A package, so that they travel in the wheel."""
