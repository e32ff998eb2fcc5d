"""Input that nobody would send in good faith, against all that reads it."""
