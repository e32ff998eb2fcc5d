"""Measures the way of a message, next to what the same machine and servers do with nothing of ours in between."""
