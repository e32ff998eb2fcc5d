"""The product's settings, but a password is checked at once: slow by design, that is not what tests of a whole system ask."""

from grata_site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
