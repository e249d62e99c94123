"""The installation that tests run on: SQLite in memory, or the PostgreSQL that is named."""

import os
import tempfile

os.environ.setdefault("LOCALTURN_HOME", tempfile.mkdtemp(prefix="localturn-tests-"))
os.environ.setdefault("LOCALTURN_SECRET_KEY", "only-for-tests-and-long-enough-for-a-key-x7")

from localturn.config.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
