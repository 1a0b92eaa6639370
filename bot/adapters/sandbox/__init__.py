"""Confinement of untrusted programs, strongest tier first."""
