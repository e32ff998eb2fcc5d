class BenchError(Exception):
    """Nothing could be measured; the text is one line that says why."""
