"""Orders as the EU side decides and books them."""
