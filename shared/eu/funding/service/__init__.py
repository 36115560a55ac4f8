"""Use cases of funding."""
