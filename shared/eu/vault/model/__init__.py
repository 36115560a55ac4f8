"""What the vault holds: hidden values, encrypted fields, blind indexes, keys of persons."""
