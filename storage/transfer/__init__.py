"""Export a store and import it, byte for byte."""
