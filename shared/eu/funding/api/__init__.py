"""HTTP operations on transfers."""
