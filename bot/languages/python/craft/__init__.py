"""Python's pure knowledge of tests: from what was observed to the text people read."""
