"""`two-ledger`: what an operator asks of the running stack, and does to it."""
