"""Train the built-in codec as a student of a reference codec."""
