"""Find out who a source is: parse it as printed, and resolve names, roles and descriptions."""
