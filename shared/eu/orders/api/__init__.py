"""HTTP operations on orders."""
