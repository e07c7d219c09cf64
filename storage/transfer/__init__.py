"""Export a store as JSON lines, and import it again, exact to the byte."""
