"""The door to GitHub: what a token may read and write, and the manners of a bot."""
