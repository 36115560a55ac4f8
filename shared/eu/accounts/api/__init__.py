"""HTTP operations on accounts."""
