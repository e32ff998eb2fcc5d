"""WeChat's signature: SHA-1 over the sorted parts, one of which is the secret token."""

import hashlib
import hmac


def sign(*parts: str) -> str:
    """The signature, in lower-case hex, of the parts in whatever order they are given."""
    joined = "".join(sorted(parts))
    return hashlib.sha1(_octets(joined), usedforsecurity=False).hexdigest()  # SHA-1 is WeChat's choice


def verify(expected: str, *parts: str) -> bool:
    """Whether `expected` is the signature of the parts. Takes the same time wherever they differ; never raises."""
    return hmac.compare_digest(_octets(sign(*parts)), _octets(expected))


def _octets(text: str) -> bytes:
    # A query string may carry lone surrogates, which strict UTF-8 refuses with an exception.
    return text.encode("utf-8", "surrogatepass")
