"""The book of record: chart of accounts, postings, entries and their chains (domain B9)."""
