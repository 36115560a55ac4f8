"""What becomes of every kind of order: the table, its page, and the walk through it."""
