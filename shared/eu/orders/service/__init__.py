"""Use cases on orders: place, send, book, sweep. Each commits once (D7)."""
