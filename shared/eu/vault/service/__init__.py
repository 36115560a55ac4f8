"""Use cases of the vault: keep a person's values, give them out for a purpose, log who asked."""
