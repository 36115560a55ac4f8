"""The identity service: the one place where personal data is read and written in clear."""
