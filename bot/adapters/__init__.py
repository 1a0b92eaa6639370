"""Doors to the world, one port each."""
