from console.refusals import Unfit

DIGITS_MOST = 18  # what a key in the database can have


def number(value: str, *, otherwise: str) -> int:
    """What a form or an address says that is a whole number. Raises Unfit with that sentence for what is none."""
    if not value.isascii() or not value.isdigit() or len(value) > DIGITS_MOST:
        raise Unfit(otherwise)
    return int(value)
