from functools import cache
from zoneinfo import available_timezones

OLD = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@cache
def zones() -> tuple[str, ...]:
    """The names of time zones that people choose from: UTC, then Africa/Abidjan to Pacific/Wallis."""
    found = (name for name in available_timezones() if "/" in name and not name.startswith(OLD))
    return ("UTC", *sorted(found))
