"""The vault: every personal value, encrypted for its person alone (D15, domain A6)."""
