"""Nouns: frozen data that checks itself when made; imports nothing that touches the world."""
