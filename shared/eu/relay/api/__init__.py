"""The routes that stream: one file each, saying what of."""
