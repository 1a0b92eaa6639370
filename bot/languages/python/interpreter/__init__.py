"""Find or make the interpreter that runs the subject."""
