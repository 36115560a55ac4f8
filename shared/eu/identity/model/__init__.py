"""What a partner may tell of a person, field by field, and what it is shown of it."""
