"""The corridor of one mission: its file, its checks, its steps."""
