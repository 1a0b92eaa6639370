"""Doors to servers that answer for a language model."""
