"""The private PostgreSQL and Redis: started once, shared, found again, and never at the cost of what was written."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import environ
import psycopg
import pytest
import redis

from grata_site import embedded
from grata_site.embedded import home as embedded_home
from grata_site.embedded import processes

ROOT = Path(__file__).resolve().parent.parent.parent
USE_UNTIL_EOF = """
import sys
from pathlib import Path
from grata_site import embedded
print(*embedded.ensure(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""
BOTH = ("PostgreSQL", "Redis")


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A var folder of its own, whose servers are stopped afterwards."""
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("REDIS_URL", "")
    monkeypatch.setenv("GRATA_TEST_FAST_DB", "1")
    folder = Path(tempfile.mkdtemp(prefix="grata-test-"))
    yield folder / "var"
    embedded.stop(folder / "var")
    shutil.rmtree(embedded_home.sockets_of((folder / "var").resolve()), ignore_errors=True)
    shutil.rmtree(folder)


def test_servers_answer_where_the_variables_point_and_a_second_call_starts_nothing(var: Path) -> None:
    assert embedded.ensure(var) == BOTH
    with database() as connection:
        assert connection.execute("SELECT lower('É')").fetchone() == ("é",)
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        assert client.ping()
    assert embedded.ensure(var) == ()


def test_a_configured_service_is_left_alone(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://lin@database.example/grata")
    assert embedded.ensure(var) == ("Redis",)
    assert os.environ["DATABASE_URL"] == "postgres://lin@database.example/grata"
    assert not (var / "postgres").exists()


def test_a_var_folder_deep_in_the_tree_is_no_trouble(var: Path) -> None:
    deep = var / ("d" * 120) / "var"
    try:
        assert embedded.ensure(deep) == BOTH
    finally:
        embedded.stop(deep)
        shutil.rmtree(embedded_home.sockets_of(deep.resolve()))


def test_processes_that_start_at_once_share_one_pair(var: Path) -> None:
    with using(var) as one, using(var) as other, using(var) as third:
        started = sorted(first_line(process) for process in (one, other, third))
    assert started == ["", "", "PostgreSQL Redis"]


def test_servers_stay_until_their_last_user_leaves(var: Path) -> None:
    with using(var) as lins:
        first_line(lins)
        with using(var) as marcos:
            assert first_line(marcos) == ""
        assert None not in server_pids(var)
    assert server_pids(var) == [None, None]
    assert not embedded_home.sockets_of(var.resolve()).exists()


def test_servers_whose_starter_was_killed_are_used_again_and_stopped_in_the_end(var: Path) -> None:
    with using(var) as killed:
        first_line(killed)
        before = server_pids(var)
        killed.kill()
    with using(var) as successor:
        assert first_line(successor) == ""
        assert server_pids(var) == before
    assert server_pids(var) == [None, None]


def test_a_killed_postgres_comes_back_with_its_data_though_its_number_is_another_programs_now(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRATA_TEST_FAST_DB")
    embedded.ensure(var)
    with database() as connection:
        connection.execute("CREATE TABLE kept AS SELECT '陈晓雨' AS name")
    kill_and_wait(server_pids(var)[0])
    note = var / "postgres" / "postmaster.pid"
    note.write_text("\n".join([str(os.getpid()), *note.read_text().split("\n")[1:]]))

    assert embedded.ensure(var) == ("PostgreSQL",)
    with database() as connection:
        assert connection.execute("SELECT name FROM kept").fetchone() == ("陈晓雨",)


def test_a_killed_redis_comes_back(var: Path) -> None:
    embedded.ensure(var)
    kill_and_wait(server_pids(var)[1])
    assert embedded.ensure(var) == ("Redis",)


def test_a_server_whose_data_were_removed_is_replaced(var: Path) -> None:
    embedded.ensure(var)
    shutil.rmtree(var / "postgres")
    assert embedded.ensure(var) == ("PostgreSQL",)
    with database() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_what_a_kill_during_the_first_start_left_is_cleared_away(var: Path) -> None:
    half_made = var / "postgres.new-abandoned"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    assert embedded.ensure(var) == BOTH
    assert not half_made.exists()


def test_the_database_address_is_a_socket_folder_to_django(var: Path) -> None:
    embedded.point_to(var)
    config = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    assert config["HOST"] == str(embedded_home.sockets_of(var.resolve()))
    assert (config["NAME"], config["USER"]) == ("grata", "postgres")


def test_a_socket_folder_that_somebody_else_prepared_is_refused(var: Path, tmp_path: Path) -> None:
    sockets = embedded_home.sockets_of(var.resolve())
    sockets.symlink_to(tmp_path)
    try:
        assert "belongs to somebody else" in refusal(var)
    finally:
        sockets.unlink()


def test_a_full_disk_is_one_line(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = SimpleNamespace(total=10**9, used=10**9, free=5 * 1024 * 1024)
    monkeypatch.setattr("grata_site.embedded.home.shutil.disk_usage", lambda _path: full)
    assert refusal(var).startswith("the disk is full: 5 MB free")


def test_a_server_that_will_not_start_is_one_line_that_names_its_log(var: Path) -> None:
    embedded.ensure(var)
    embedded.stop(var)
    (var / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")
    message = refusal(var)
    assert message.startswith("PostgreSQL will not start")
    assert str(var / "log" / "postgres.log") in message


def test_a_redis_that_is_nowhere_is_one_line(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://lin@database.example/grata")
    monkeypatch.setattr("grata_site.embedded.redis.shutil.which", lambda _name: None)
    monkeypatch.setattr("grata_site.embedded.redis.importlib.util.find_spec", lambda _name: None)
    assert refusal(var).startswith("no redis-server")


def database() -> psycopg.Connection:
    """A connection to what DATABASE_URL names."""
    config = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    return psycopg.connect(host=config["HOST"], user=config["USER"], dbname=config["NAME"], autocommit=True)


@contextmanager
def using(var: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the servers of `var` and, with the block, ends."""
    command = [sys.executable, "-c", USE_UNTIL_EOF, str(var)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield process
        process.communicate(timeout=30)


def first_line(process: subprocess.Popen[str]) -> str:
    """What the process says when the servers answer it: the names of those that it started."""
    assert process.stdout
    return process.stdout.readline().strip()


def server_pids(var: Path) -> list[int | None]:
    """PostgreSQL's and Redis's process, None for one that nobody runs."""
    sockets = embedded_home.sockets_of(var.resolve())
    return [processes.listener(sockets / name) for name in (".s.PGSQL.5432", "redis.sock")]


def kill_and_wait(pid: int | None) -> None:
    """`kill -9`, and back when the process is gone."""
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not processes.alive(pid), 5)


def refusal(var: Path) -> str:
    """The one line with which the servers refuse to start."""
    with pytest.raises(embedded.ServiceError) as raised:
        embedded.ensure(var)
    assert "\n" not in str(raised.value)
    return str(raised.value)
