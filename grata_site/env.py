"""Typed readers of the environment. A bad value stops the start with one line that names the variable."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BUCKET = "grata_site.bucket.BucketStorage"  # not imported: who keeps files on a disk does without its library

_env = environ.Env()
_SITE = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", re.ASCII)
_BUCKET = re.compile(
    r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_.-]*[A-Za-z0-9_-])*)/?(?:\?(.+))?", re.ASCII
)
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=", re.ASCII)
_FOR_URLS = str.maketrans("+/", "-_")
_REGION = re.compile(r"[a-z0-9-]{2,40}", re.ASCII)


def text(name: str, default: str | None = None) -> str:
    """The variable's text; `default` when it is unset or empty. Without a default the variable must be set."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See README.md, section Production.")
    return value


def secret(name: str, *, least: int) -> str:
    """A secret of at least so many characters; "" when it is unset or empty. The message never repeats it."""
    value = text(name, "")
    if value and not (len(value) >= least and value.isascii() and value.isprintable()):
        raise ImproperlyConfigured(f"{name} must have at least {least} characters, all of them ASCII.")
    return value


def choice(name: str, among: tuple[str, ...], *, default: str) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(among)}, not {value!r}.")
    return value


def flag(name: str) -> bool:
    """1, true, yes, on mean true; 0, false, no, off, empty mean false."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "false", "no", "off"}:
        return False
    if value in {"1", "true", "yes", "on"}:
        return True
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, *, least: int = 1, most: int = 10_000_000) -> int:
    """A whole number between `least` and `most`."""
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 20 and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def names(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()] or default


def keys(name: str) -> list[str]:
    """Keys of 32 bytes in base64, with commas between; each comes back in the alphabet for URLs, as Fernet wants it."""
    given = [key.translate(_FOR_URLS) for key in names(name, [])]
    if not all(_KEY.fullmatch(key) for key in given) or bool(given) != bool(text(name, "")):
        raise ImproperlyConfigured(
            f"{name} must be keys of 32 bytes in base64, with commas between, newest first. `openssl rand -base64 32` makes one."
        )
    return given


def url(name: str, default: str | None, *, schemes: tuple[str, ...]) -> str:
    """A URL whose scheme is one of `schemes`. The message never repeats the value: it may hold a password."""
    value = text(name, default)
    if value.split(":", 1)[0] not in schemes:
        raise ImproperlyConfigured(f"{name} must start with {' or '.join(f'{s}:' for s in schemes)}.")
    return value


def urls(name: str, *, schemes: tuple[str, ...]) -> list[str]:
    """URLs with commas between, each with a scheme of `schemes` and a place; [] when it is unset or empty. As `url`, the
    message repeats none of them.
    """
    given = names(name, [])
    if not all(_leads_somewhere(address, schemes) for address in given) or bool(given) != bool(text(name, "")):
        kinds = " or ".join(f"{scheme}:" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must be addresses that start with {kinds}, with commas between.")
    return given


def _leads_somewhere(address: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname or parts.path.strip("/")) and parts.port != 0
    except ValueError:
        return False


def site(name: str) -> str:
    """A site's address, as https://chat.example.com, without the slash at its end; "" when it is unset or empty."""
    value = text(name, "").rstrip("/")
    if value and not _SITE.fullmatch(value):
        raise ImproperlyConfigured(
            f"{name} must be an address such as https://chat.example.com, with nothing after it."
        )
    return value


def file(name: str) -> str:
    """The path of a file that is there and may be read; "" when it is unset or empty."""
    path = text(name, "")
    if path and not (Path(path).is_file() and os.access(path, os.R_OK)):
        raise ImproperlyConfigured(f"{name} must be the path of a file that can be read.")
    return path


def mail(name: str, default: str) -> dict[str, Any]:
    """Django's EMAIL settings out of an address such as smtp+tls://user:password@host:587; {} when it is unset or empty."""
    if not text(name, default):
        return {}
    address = url(name, default, schemes=("smtp", "smtp+tls", "smtp+ssl", "consolemail", "filemail"))
    try:
        config = dict(_env.email_url_config(address))
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a well-formed address.") from None
    if address.startswith("smtp") and not config["EMAIL_HOST"]:
        raise ImproperlyConfigured(f"{name} names no mail server, as in smtp+tls://user:password@mail.example.com:587.")
    ports = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
    port = config["EMAIL_PORT"] or ports.get(address.split(":", 1)[0], 25)
    kept = {key: value or "" for key, value in config.items() if key.startswith("EMAIL_")}
    return kept | {"EMAIL_PORT": port, "EMAIL_TIMEOUT": 10} | _folder(config)


def sender(name: str, site: str) -> str:
    """From whom mails come; by default from grata@ the site's own host."""
    host = (urlsplit(site).hostname if site else None) or "localhost"
    value = text(name, f"Grata <grata@{host}>")
    if "@" not in value or not value.isprintable():
        raise ImproperlyConfigured(f"{name} must be an e-mail address, as in Grata <grata@example.com>.")
    return value


def storage(name: str) -> dict[str, Any]:
    """Where files are kept, as one of Django's STORAGES: the local disk when unset or empty, else a bucket, as in
    s3://bucket/prefix or s3://bucket/prefix?endpoint=https://files.example.com&region=eu-west-1.
    """
    address = text(name, "")
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    found = _BUCKET.fullmatch(address)
    more = _bucket_options(found[3] or "") if found else None
    if found is None or more is None:
        raise ImproperlyConfigured(
            f"{name} must be as s3://bucket/prefix or s3://bucket/prefix?endpoint=https://files.example.com&region=name."
        )
    options = {"bucket_name": found[1], "location": found[2].strip("/"), **more}
    return {"BACKEND": BUCKET, "OPTIONS": options}


def _bucket_options(query: str) -> dict[str, str] | None:
    """What follows the question mark; None for anything else than an endpoint and a region, each once."""
    given = parse_qsl(query, keep_blank_values=True)
    wanted = {"endpoint": ("endpoint_url", _SITE), "region": ("region_name", _REGION)}
    fits = all(key in wanted and wanted[key][1].fullmatch(value) for key, value in given)
    return {wanted[key][0]: value for key, value in given} if fits and len(dict(given)) == len(given) else None


def _folder(config: dict[str, Any]) -> dict[str, str]:
    """filemail:///var/mail means the folder /var/mail."""
    return {"EMAIL_FILE_PATH": f"/{config['EMAIL_FILE_PATH'].lstrip('/')}"} if config["EMAIL_FILE_PATH"] else {}


# A server that is there no more answers nothing, not even that. Without these a connection waits a quarter of an hour to notice,
# or two hours if it has asked already. Seconds, and milliseconds for the last; libpq leaves them out on a Unix socket.
SILENCE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}


def database(name: str) -> dict[str, Any]:
    """A PostgreSQL URL as Django's settings, with a pool and a check of each connection before use."""
    address = url(name, None, schemes=("postgres", "postgresql"))
    try:
        config = dict(_env.db_url_config(address))
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a well-formed address.") from None
    # The pool asks for a lost connection again after 1, 2, 4, 8 … seconds for so long; then anew, when one is wanted. With
    # more it would stay away for as long again as the database was.
    pool = {"min_size": 1, "max_size": number("GRATA_DB_POOL", 20, most=200), "timeout": 2, "reconnect_timeout": 1}
    # A statement that waits for a lock for longer than this is a fault, not a queue.
    waits = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
    fixed = {"pool": pool, "options": waits, "connect_timeout": 3, "prepare_threshold": 0}  # see history.prepared
    return config | {"CONN_HEALTH_CHECKS": True, "OPTIONS": {**SILENCE, **config.get("OPTIONS", {}), **fixed}}


def databases(name: str, *, replica: str) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: the one that the first variable names, and, if the other is set, its replica, which is only read."""
    found = {"default": database(name)}
    if text(replica, ""):
        copy = database(replica)
        copy["OPTIONS"]["options"] += " -c default_transaction_read_only=on"
        found["replica"] = copy
    return found
