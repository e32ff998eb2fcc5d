"""The settings of the whole system under test, with what Celery says of its own work."""

from tests.stack_settings import *  # noqa: F403
from tests.stack_settings import LOGGING

LOGGING["loggers"]["celery"]["level"] = "INFO"
