"""Proposes without a model: factories, mined calls, input search."""
