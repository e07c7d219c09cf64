"""What `bot` sees of the store: values, and a protocol for each thing that keeps them.  Free of SQL.

Every method is async and may raise StorageError.  A method that changes something does so in one transaction: all of it
or nothing, whatever ends the process.
"""
