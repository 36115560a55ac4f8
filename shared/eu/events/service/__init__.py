"""Put recorded events into pages (D11)."""
