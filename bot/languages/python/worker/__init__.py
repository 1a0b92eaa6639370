"""Runs in the subject's interpreter; standard library only, plus coverage and pytest."""
