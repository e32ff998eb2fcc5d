from console import live


def show_counts() -> None:
    """Tells every console the numbers at its top, if a burst of changes has left them untold."""
    live.put_owed_counts()
