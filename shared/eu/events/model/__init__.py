"""Events as they are recorded, and as they are put into the order of a stream (D11)."""
