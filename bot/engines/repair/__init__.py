"""Repair rules: what a failed situation says of itself is answered before anyone is asked again."""
