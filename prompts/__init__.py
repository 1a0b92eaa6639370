"""Texts as Jinja2 templates: what the model is asked, and what people read.

Each template's variables are the fields of one dataclass of facts
(bot/adapters/templates.py says which), checked both ways when they are loaded.
"""
