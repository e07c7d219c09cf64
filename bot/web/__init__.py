"""What is served to browsers: the pages behind citations."""
