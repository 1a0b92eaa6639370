"""The mission file: YAML with positions, checked, kept as people edited it."""
