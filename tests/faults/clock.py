"""A clock that can be set, for the processes under test alone: nobody may set the machine's."""

import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("clock.c")


class Clock:
    """What the processes with this `environment` believe that the time is."""

    def __init__(self, library: Path, offset: Path) -> None:
        self._offset = offset
        self.step(0)
        self.environment = {"LD_PRELOAD": str(library), "FAULTS_CLOCK": str(offset)}

    def step(self, seconds: int) -> None:
        """From now on it is so much later than it is; whole or not at all."""
        draft = self._offset.with_suffix(".new")
        draft.write_text(f"{seconds}\n")
        draft.rename(self._offset)


def make(folder: Path) -> Clock | None:
    """None where there is no C compiler."""
    compiler, library = shutil.which("cc") or shutil.which("gcc"), folder / "clock.so"
    if compiler is None:
        return None
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"], check=True)
    return Clock(library, folder / "offset")
