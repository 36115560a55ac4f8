"""Reads the book of record: entries, totals, chains."""
