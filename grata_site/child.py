"""`python -m grata_site.child PARENT COMMAND…` becomes COMMAND, and is killed when the process PARENT dies.

So a `kill -9` of `up` leaves nothing behind that holds the port. Linux only; elsewhere it just becomes the command.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Does not return. Ends at once if the parent died before we could ask to follow it."""
    parent, command = int(arguments[0]), arguments[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent is gone")
    os.execvp(command[0], command)  # noqa: S606 (a shell is the last thing wanted here)


if __name__ == "__main__":
    main(sys.argv[1:])
