"""Who may follow a stream, where it begins, and how its events reach the connections."""
