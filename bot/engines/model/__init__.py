"""The model engine: it asks a language model for inputs and set-up, one gap at a time."""
