"""Each bad value of the environment is one clear line that names the variable."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from psycopg import conninfo

from grata_site import env

NAME = "GRATA_SOMETHING"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv(NAME, raising=False)
    return monkeypatch


@pytest.mark.parametrize("value", [None, "", "  "])
def test_what_must_be_set_and_is_not_says_so(given: pytest.MonkeyPatch, value: str | None) -> None:
    if value is not None:
        given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} is not set"):
        env.text(NAME)
    assert env.text(NAME, "default") == "default"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), (" TRUE ", True), ("yes", True), ("on", True), ("0", False), ("No", False), ("", False)],
)
def test_a_switch_understands_what_people_write(given: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    given.setenv(NAME, value)
    assert env.flag(NAME) is expected


@pytest.mark.parametrize("value", ["2", "ja", "tru", "1;"])
def test_a_switch_refuses_what_it_does_not_understand(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be 1 or 0, not '{value.lower()}'\\.$"):
        env.flag(NAME)


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "abc", "1e3", "61", "９", "0x10", "1 0", "9" * 5000])
def test_a_number_refuses_what_is_none_or_out_of_range(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.number(NAME, 5, most=60)
    line = str(refusal.value)
    assert line.startswith(f"{NAME} must be a whole number from 1 to 60, not ")
    assert "\n" not in line


@pytest.mark.parametrize(("value", "expected"), [("", 5), (" 60 ", 60), ("1", 1), ("007", 7)])
def test_a_number_is_read(given: pytest.MonkeyPatch, value: str, expected: int) -> None:
    given.setenv(NAME, value)
    assert env.number(NAME, 5, most=60) == expected


def test_names_are_read_without_their_spaces_and_gaps(given: pytest.MonkeyPatch) -> None:
    assert env.names(NAME, ["localhost"]) == ["localhost"]
    given.setenv(NAME, " a.test , ,b.test,")
    assert env.names(NAME, ["localhost"]) == ["a.test", "b.test"]


@pytest.mark.parametrize("value", ["mysql://root:hunter2@db/x", "hunter2", "://hunter2", "postgres//hunter2"])
def test_a_wrong_address_is_named_and_its_password_never_repeated(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    for read in (lambda: env.url(NAME, None, schemes=("postgres",)), lambda: env.database(NAME)):
        with pytest.raises(ImproperlyConfigured) as refusal:
            read()
        assert str(refusal.value).startswith(f"{NAME} must start with postgres:")
        assert "hunter2" not in str(refusal.value)


REDIS = ("redis", "rediss", "unix")


def test_several_addresses_are_read_in_their_order(given: pytest.MonkeyPatch) -> None:
    assert env.urls(NAME, schemes=REDIS) == []
    given.setenv(NAME, " redis://b:6379/0, unix:///run/redis.sock ,rediss://:p%2Cw@a,")
    assert env.urls(NAME, schemes=REDIS) == ["redis://b:6379/0", "unix:///run/redis.sock", "rediss://:p%2Cw@a"]


@pytest.mark.parametrize(
    "value",
    [
        "redis://",
        "http://:hunter2@a",
        "redis://a,hunter2",
        "redis://:hunter2@a:port",
        "redis://:hunter2,x@a",
        ",",
        "unix:",
    ],
)
def test_one_wrong_address_of_several_is_refused_and_none_is_repeated(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be addresses that start with redis:") as refusal:
        env.urls(NAME, schemes=REDIS)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        ("https://chat.example.com", "https://chat.example.com"),
        (" http://127.0.0.1:8000/ ", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_sites_address_is_read_without_its_last_slash(given: pytest.MonkeyPatch, value: str, expected: str) -> None:
    given.setenv(NAME, value)
    assert env.site(NAME) == expected


@pytest.mark.parametrize(
    "value",
    [
        "chat.example.com",
        "ftp://chat.example.com",
        "https://",
        "https://lin:hunter2@chat.example.com",
        "https://chat.example.com/console",
        "https://chat.example.com?x",
        "https://chat.example.com\nx",
        "https://chat example.com",
    ],
)
def test_what_is_no_sites_address_is_refused(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be an address") as refusal:
        env.site(NAME)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "host"),
    [("postgres://grata:secret@db:5433/grata", "db"), ("postgresql://postgres@/grata?host=/run/pg", ""), (None, None)],
)
def test_the_database_is_a_postgresql_with_a_pool_that_waits_for_seconds_only(
    given: pytest.MonkeyPatch, value: str | None, host: str | None
) -> None:
    if value is None:
        with pytest.raises(ImproperlyConfigured, match=NAME):
            env.database(NAME)
        return
    given.setenv(NAME, value)
    config = env.database(NAME)
    assert (config["HOST"], config["NAME"]) == (host, "grata")
    assert config["OPTIONS"]["pool"]["timeout"] <= 2
    assert "lock_timeout" in config["OPTIONS"]["options"]


@pytest.mark.parametrize("value", ["postgres://grata:hunter2@db:port/grata", "postgres://grata:hunter2@db:99999/grata"])
def test_a_malformed_database_address_is_one_line_without_its_password(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} ") as refusal:
        env.database(NAME)
    assert "hunter2" not in str(refusal.value)


def test_a_database_that_has_gone_silent_is_given_up_within_half_a_minute(given: pytest.MonkeyPatch) -> None:
    given.setenv(NAME, "postgres://grata@db/grata")
    options = env.database(NAME)["OPTIONS"]
    assert options["tcp_user_timeout"] <= 30_000
    assert options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"] <= 30
    conninfo.make_conninfo(**{name: options[name] for name in env.SILENCE})  # libpq knows them
    given.setenv(NAME, "postgres://grata@db/grata?keepalives_idle=60")
    assert env.database(NAME)["OPTIONS"]["keepalives_idle"] == 60


def test_a_replica_is_a_second_database_that_is_only_read(given: pytest.MonkeyPatch) -> None:
    given.setenv("GRATA_FIRST", "postgres://grata@db/grata")
    assert list(env.databases("GRATA_FIRST", replica=NAME)) == ["default"]
    given.setenv(NAME, "postgres://grata@copy/grata")
    found = env.databases("GRATA_FIRST", replica=NAME)
    assert {alias: config["HOST"] for alias, config in found.items()} == {"default": "db", "replica": "copy"}
    assert [alias for alias, config in found.items() if "read_only=on" in config["OPTIONS"]["options"]] == ["replica"]


def test_a_mail_server_is_read_out_of_one_address(given: pytest.MonkeyPatch) -> None:
    assert env.mail(NAME, "") == {}
    given.setenv(NAME, "smtp+tls://me%40example.com:p%2Fw@mail.example.com")
    read = env.mail(NAME, "")
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"], read["EMAIL_USE_TLS"]) == ("mail.example.com", 587, True)
    assert (read["EMAIL_HOST_USER"], read["EMAIL_HOST_PASSWORD"]) == ("me@example.com", "p/w")
    given.setenv(NAME, "filemail:///var/mail/out")
    assert env.mail(NAME, "")["EMAIL_FILE_PATH"] == "/var/mail/out"


@pytest.mark.parametrize(
    "value",
    ["mail.example.com", "http://me:secret@host", "smtp://", "smtp://host:secret", "smtp://h:99999", "memorymail://"],
)
def test_a_mail_server_that_is_none_is_refused_without_its_password(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} ") as refusal:
        env.mail(NAME, "")
    assert "secret" not in str(refusal.value)


def test_mails_come_from_the_sites_own_host_unless_told_otherwise(given: pytest.MonkeyPatch) -> None:
    assert env.sender(NAME, "https://chat.example.com:8443") == "Grata <grata@chat.example.com>"
    assert env.sender(NAME, "") == "Grata <grata@localhost>"
    given.setenv(NAME, "Harbour Hotel <desk@example.com>")
    assert env.sender(NAME, "") == "Harbour Hotel <desk@example.com>"


@pytest.mark.parametrize("value", ["desk", "a@b\nBcc: all@example.com"])
def test_a_sender_who_is_none_is_refused(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be an e-mail address"):
        env.sender(NAME, "")


def test_a_file_that_can_not_be_read_is_named_at_the_start(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert env.file(NAME) == ""
    for wrong in (tmp_path, tmp_path / "missing.mmdb"):
        given.setenv(NAME, str(wrong))
        with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be the path of a file"):
            env.file(NAME)
    there = tmp_path / "there.mmdb"
    there.touch()
    given.setenv(NAME, str(there))
    assert env.file(NAME) == str(there)


BUCKETS = {
    "": None,
    "s3://grata": {"bucket_name": "grata", "location": ""},
    "s3://grata.files/": {"bucket_name": "grata.files", "location": ""},
    " s3://grata/hotel/v1.2 ": {"bucket_name": "grata", "location": "hotel/v1.2"},
    "s3://grata/hotel/?region=eu-west-1": {"bucket_name": "grata", "location": "hotel", "region_name": "eu-west-1"},
    "s3://grata?endpoint=http://[::1]:9000": {
        "bucket_name": "grata",
        "location": "",
        "endpoint_url": "http://[::1]:9000",
    },
}


@pytest.mark.parametrize("value", BUCKETS)
def test_files_are_kept_on_the_disk_or_in_a_bucket(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    read, expected = env.storage(NAME), BUCKETS[value]
    assert read["BACKEND"].endswith("BucketStorage" if expected else "FileSystemStorage")
    assert read.get("OPTIONS") == expected


@pytest.mark.parametrize(
    "value",
    [
        *("grata", "gs://grata", "s3:grata", "s3://", "s3:///hunter2", "s3://Grata", "s3://g", "s3://grata:9000"),
        *("s3://key:hunter2@grata", "s3://grata/../hunter2", "s3://grata//x", "s3://grata/x\ny", "s3://grata#x"),
        *("s3://grata?", "s3://grata?acl=public-read", "s3://grata?region=", "s3://grata?endpoint=files.example.com"),
        *("s3://grata?endpoint=https://k:hunter2@host", "s3://grata?region=a1&region=b2", "s3://grata?region=eu west"),
    ],
)
def test_what_is_no_bucket_is_one_line_without_secrets(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=rf"^{NAME} must be as s3://bucket/prefix") as refusal:
        env.storage(NAME)
    assert "hunter2" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_keys_come_in_either_alphabet_the_newest_first(given: pytest.MonkeyPatch) -> None:
    assert env.keys(NAME) == []
    given.setenv(NAME, f"{'+/' + 'A' * 41}=, {'B' * 43}=")
    assert env.keys(NAME) == [f"-_{'A' * 41}=", f"{'B' * 43}="]


@pytest.mark.parametrize("value", ["secret-word", f"{'A' * 43}=,short", ",", f"{'A' * 43}", f"{'!' * 43}="])
def test_keys_that_are_none_stop_the_start_without_being_told(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be keys of 32 bytes in base64") as refusal:
        env.keys(NAME)
    assert len(value) < 4 or value not in str(refusal.value)
