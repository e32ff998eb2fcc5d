"""One running system for all flows, and everybody who takes part in them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

pytest.register_assert_rewrite(
    "tests.stack", *(f"tests.flows.{name}" for name in ("desk", "pending", "screen", "traffic", "visitor"))
)

from tests.flows.crowd import fifty  # noqa: E402
from tests.flows.desk import Desk, Logins  # noqa: E402
from tests.flows.screen import Cookies  # noqa: E402
from tests.stack import Stack, pytest_runtest_makereport, stack  # noqa: E402

__all__ = ["pytest_runtest_makereport", "stack"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first flow also waits for the whole system to start."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def logins(stack: Stack) -> Logins:
    """Who is signed in: once a run."""
    return Logins(stack.url)


@pytest.fixture(scope="session")
def crowd(stack: Stack) -> list[Cookies]:
    """Fifty more agents."""
    return fifty(stack)


@pytest.fixture
async def desk(stack: Stack, logins: Logins) -> AsyncIterator[Desk]:
    """A simulated WeChat as new, and agents, visitors and customers on demand."""
    stack.simulator.control("reset")
    async with AsyncExitStack() as exits:
        yield Desk(stack, logins, exits)


@pytest.fixture
def simulator_as_new(stack: Stack) -> Iterator[None]:
    """The simulated WeChat forgets faults that a test left behind."""
    yield
    stack.simulator.control("reset")
