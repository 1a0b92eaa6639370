"""Everything we know of Python subjects."""
