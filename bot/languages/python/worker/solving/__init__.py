"""The solver's program: it runs in the subject's interpreter, with CrossHair laid over it."""
