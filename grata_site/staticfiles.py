"""Static files named after their content, imports between JavaScript modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites `import "./x.js";` too. Django finds such a line only if the path starts with . or / and it ends in ;"""

    support_js_module_import_aggregation = True
