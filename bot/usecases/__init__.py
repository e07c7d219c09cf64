"""What readers and editors can do, shared by Telegram and the terminal.  Knows neither."""
