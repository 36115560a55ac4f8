"""Use cases on accounts."""
