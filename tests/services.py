"""Loaded before Django (`-p tests.services`): gives the tests a PostgreSQL and a Redis of their own, away from var/."""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

from grata_site import embedded

FOREIGN = (
    "DATABASE_URL",
    "REDIS_URL",
    "ALLOWED_HOSTS",
    "GRATA_WECHAT_API_URL",
    "GRATA_STORAGE_URL",
    "GRATA_PUSH_REDIS_URLS",
    "GRATA_REPLICA_URL",
)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def _begin() -> None:
    folder = Path(tempfile.mkdtemp(prefix="grata-test-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs as somebody else
    (folder / "static").mkdir()  # whitenoise warns without it
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(
        SECRET_KEY="for-tests-only",
        GRATA_VAR=str(folder),
        GRATA_TEST_FAST_DB="1",
        GRATA_DEMO="1",
        GRATA_LEASE_SECONDS="5",
        GRATA_DB_POOL="60",  # fifty agents claim at once
    )
    embedded.ensure(folder)


def _share() -> None:
    """The workers of a parallel run share the servers of the run that started them; each has a Redis database of its own,
    else they would read each other's WeChat tokens, and counts for itself."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = f"{os.environ['GRATA_VAR']}/metrics-{WORKER}"
    number = int(WORKER.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = re.sub(r"db=\d+", f"db={number}", os.environ["REDIS_URL"])


if WORKER:
    _share()
else:
    _begin()
