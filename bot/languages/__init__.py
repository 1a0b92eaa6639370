"""Doors to the subject's language."""
