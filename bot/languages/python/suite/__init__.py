"""Run a whole suite once and read what it covered."""
