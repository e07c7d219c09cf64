"""Find what the pages behind citations show, from the store."""
