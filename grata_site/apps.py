from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models.signals import post_migrate


class GrataSiteConfig(AppConfig):
    name = "grata_site"

    def ready(self) -> None:
        from grata_site import audit, checks, roles  # noqa: F401 - registers the checks

        audit.set_up()

        # Django speaks of apps with models only, one after the other: when the last one's turn comes, the permissions of
        # all of them exist.
        last = [app for app in apps.get_app_configs() if app.models_module is not None][-1]
        post_migrate.connect(roles.set_up, sender=last)


class StaticConfig(StaticFilesConfig):
    """Collects all but htmx's extensions: one of them names a file that it does not bring."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]


class PanelConfig(AdminConfig):
    default_site = "grata_site.panel.Panel"
