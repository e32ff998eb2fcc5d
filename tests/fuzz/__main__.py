"""`python -m tests.fuzz TARGET [SECONDS]`: one of the targets, with atheris, which looks for new paths by itself.

Atheris is not among the project's packages, because it is not to be had everywhere: `pip install atheris`.
"""

import importlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

SECONDS = 60
ALONE = {
    "SECRET_KEY": "for-tests-only",
    "DATABASE_URL": "postgres://nobody@localhost/none",
    "REDIS_URL": "redis://localhost:1",
}


def main(arguments: list[str]) -> str | None:
    """What is wrong with the arguments, or with the machine."""
    try:
        atheris: Any = importlib.import_module("atheris")
    except ImportError:
        return "Atheris is not installed: `pip install atheris` (Linux and macOS)."
    known = _targets(atheris)
    name, seconds = (*arguments, str(SECONDS))[:2] if arguments else ("", "")
    if name not in known.TARGETS or not seconds.isdigit():
        return f"python -m tests.fuzz TARGET [SECONDS], where TARGET is one of: {', '.join(known.TARGETS)}."
    with tempfile.TemporaryDirectory() as corpus:
        (Path(corpus) / "seed").write_bytes(known.SEEDS.get(name, b""))
        limits = [f"-max_total_time={seconds}", "-timeout=5", "-max_len=8192"]
        atheris.Setup([sys.argv[0], *limits, corpus], known.TARGETS[name])
        atheris.Fuzz()
    return None


def _targets(atheris: Any) -> Any:
    """With our code watched, so that what leads to a new line of it is kept."""
    os.environ.update({name: value for name, value in ALONE.items() if name not in os.environ})
    os.environ["DJANGO_SETTINGS_MODULE"] = "grata_site.settings"
    with atheris.instrument_imports(include=["channels_app", "console.media", "zipfile", "json"]):
        importlib.import_module("django").setup()
        return importlib.import_module("tests.fuzz.targets")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
