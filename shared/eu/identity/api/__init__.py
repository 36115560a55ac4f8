"""HTTP operations on accounts, their holders and their documents."""
