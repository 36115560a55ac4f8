"""Client accounts and their positions; a positive balance is the client's."""
