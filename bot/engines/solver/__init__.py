"""The solver engine: it asks for inputs where guessing has come to its end."""
