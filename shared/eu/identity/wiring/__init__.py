"""Build the identity service's two deployables from settings."""
