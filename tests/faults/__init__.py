"""Kills and cuts things under steady load, and counts what became of every message."""
