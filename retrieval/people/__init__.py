"""Find the person that a name, a role or an office in a question means."""
