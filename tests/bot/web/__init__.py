"""What is fetched from the web, from servers on loopback."""
