"""What shows a reader the way: the welcome, help, and a hint where a command is not understood."""
