"""Euro that comes and goes."""
