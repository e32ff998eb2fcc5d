from console import live
from console.people import sign_ins


def sign_out(session_key: str) -> None:
    """Ends the sockets that a sign-in opened, at the moment at which it ends."""
    live.sign_out(sign_ins.digest(session_key))
