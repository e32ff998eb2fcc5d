from console import live


def sign_out(session_key: str) -> None:
    """Ends the sockets that a sign-in opened, at the moment at which it ends."""
    live.sign_out(session_key)
