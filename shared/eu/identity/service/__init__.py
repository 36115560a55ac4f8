"""Use cases on persons: open accounts, show, find and correct their holders, keep documents."""
