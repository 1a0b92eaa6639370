"""What the rooms and corridors need of the world, as protocols; doors implement them.

Each port has one contract test class in tests/contracts/, run on the fake and
on the real adapter.
"""
