"""Rooms: pure decisions, from facts to facts."""
