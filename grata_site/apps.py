from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class GrataSiteConfig(AppConfig):
    name = "grata_site"

    def ready(self) -> None:
        from grata_site import checks  # noqa: F401 - registers the checks


class StaticConfig(StaticFilesConfig):
    """Collects all but htmx's extensions: one of them names a file that it does not bring."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]
