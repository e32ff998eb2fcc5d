"""A server of S3's kind on this machine, started when the first test wants it (`-p tests.buckets`)."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from grata_site import env

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1"}
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def s3() -> Iterator[Any]:
    """Its owner's hands: boto3's client."""
    import boto3  # most runs need neither
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    yield boto3.client("s3", endpoint_url=f"http://{host}:{port}", **keys)
    server.stop()


@pytest.fixture
def bucket_url(s3: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """GRATA_STORAGE_URL of a new, empty bucket."""
    for variable, value in CREDENTIALS.items():
        monkeypatch.setenv(variable, value)
    name = f"grata-{next(_numbers)}"
    s3.create_bucket(Bucket=name)
    return f"s3://{name}/files/of-grata?endpoint={s3.meta.endpoint_url}"


@pytest.fixture
def bucket(bucket_url: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Files are kept in a new bucket, as GRATA_STORAGE_URL says it. The storage."""
    from django.core.files.storage import storages

    monkeypatch.setenv("GRATA_STORAGE_URL", bucket_url)
    settings.STORAGES = {**settings.STORAGES, "default": env.storage("GRATA_STORAGE_URL")}
    return storages["default"]
