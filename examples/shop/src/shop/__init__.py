"""Carts, prices and orders of a small shop."""

__version__ = "2.3.0"
