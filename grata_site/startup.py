"""What a command finds ready before the settings are read: services, their addresses, a secret key."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from grata_site import embedded

# They look at code and files only. `check --database` looks at the database too.
WITHOUT_SERVICES = {"help", "version", "makemessages", "compilemessages", "collectstatic", "check"}


def var_folder() -> Path:
    """Where all data lie: GRATA_VAR, else `var` beside manage.py."""
    return Path(os.environ.get("GRATA_VAR", "").strip() or Path(__file__).resolve().parent.parent / "var")


def prepare(arguments: list[str]) -> None:
    """Prepares the environment for `manage.py` with these arguments. ServiceError when that cannot be done."""
    if arguments[:1] == ["up"]:
        from grata_site.up import preflight

        preflight.prepare(var_folder())
    if not _is_set("DATABASE_URL"):
        ensure_secret_key(var_folder())
    if not (_is_set("DATABASE_URL") and _is_set("REDIS_URL")):
        ensure_services = embedded.ensure if _needs_services(arguments) else embedded.point_to
        ensure_services(var_folder())


def ensure_secret_key(var: Path) -> None:
    """Sets SECRET_KEY, if unset, to one that is made once and kept in `var`. For private data and demos only."""
    if _is_set("SECRET_KEY"):
        return
    path = var / "secret-key"
    var.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(50))
    os.environ["SECRET_KEY"] = path.read_text().strip()


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name, "").strip())


def _needs_services(arguments: list[str]) -> bool:
    command = next((word for word in arguments if not word.startswith("-")), "help")
    asks_database = any(word.startswith("--database") for word in arguments)
    return command not in WITHOUT_SERVICES or (command == "check" and asks_database)


def _write_once(path: Path, text: str) -> None:
    """Two processes may do this at once: whoever links first has made the key, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
