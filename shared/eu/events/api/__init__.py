"""HTTP operations on activities."""
