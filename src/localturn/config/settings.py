"""Django's settings, composed from the one `Environment` value."""

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from localturn.config import environment
from localturn.foundation import moments

ENVIRONMENT = environment.read(os.environ)
HOME = ENVIRONMENT.home
PACKAGE = Path(__file__).resolve().parent.parent


def _kept_secret(path: Path) -> str:
    """The installation's secret, made at its first start and readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


def _database(database: environment.Database) -> dict[str, Any]:
    if database.path is not None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database.path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
                    "PRAGMA cache_size=-20000;PRAGMA journal_size_limit=67108864;"
                    "PRAGMA temp_store=MEMORY;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
                ),
            },
            "CONN_MAX_AGE": None,
        }
    return {
        "ENGINE": "localturn.config.postgresql",
        "NAME": database.name,
        "USER": database.user,
        "PASSWORD": database.password,
        "HOST": database.host,
        "PORT": database.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DEBUG = ENVIRONMENT.debug
DEMONSTRATION = ENVIRONMENT.demonstration
DEMONSTRATION_CLOCK = moments.DemonstrationClock(HOME / "clock")
moments.follow(DEMONSTRATION_CLOCK if DEMONSTRATION else None)
SECRET_KEY = ENVIRONMENT.secret_key or _kept_secret(HOME / "secret-key")
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
PUBLIC_URL = ENVIRONMENT.public_url
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
WSGI_APPLICATION = "localturn.config.wsgi.application"
ROOT_URLCONF = "localturn.config.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = [
    "localturn.lobby.room.room",
    "localturn.academy.room.room",
    "localturn.exchange.room.room",
    "localturn.agenda.room.room",
    "localturn.corpus.room.room",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    "localturn.foundation.ui",
    "localturn.foundation.tasks",
    "localturn.foundation.mail",
    "localturn.foundation.search",
    "localturn.foundation.files",
    "localturn.foundation.links",
    "localturn.foundation.trail",
    "localturn.foundation.places",
    "localturn.foundation.library",
    "localturn.foundation.people",
    "localturn.lobby",
    "localturn.academy",
    "localturn.exchange",
    "localturn.agenda",
    "localturn.corpus",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "localturn.foundation.ui.policy.PolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "localturn.foundation.ui.compression.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "localturn.foundation.people.sessions.AuthenticationMiddleware",
    "localturn.foundation.people.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "localturn.foundation.ui.middleware.TakenMiddleware",
    "localturn.foundation.ui.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "localturn.foundation.ui.environment.environment",
            "context_processors": [
                "localturn.foundation.ui.context.page",
                "localturn.config.frame.frame",
                "localturn.foundation.people.context.sign_in",
            ],
        },
    },
    {
        # allauth looks for its own templates here; none of ours is rendered by it (a test says so)
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "localturn.foundation.ui.forms.PageRenderer"

DATABASES = {"default": _database(ENVIRONMENT.database)}
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # the default of 300 would throw away the counts of failed sign-ins while they still hold
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
TASKS = {
    "default": {"BACKEND": "localturn.foundation.tasks.backend.Queue", "QUEUES": ["default"]},
}
TIMETABLE = [
    ("10m", "localturn.foundation.mail.actions.look_after_outbox"),
    ("1d 02:00", "localturn.foundation.mail.actions.cut_old_mail"),
    ("1d 02:10", "localturn.foundation.tasks.actions.forget_finished"),
    ("1d 02:20", "localturn.foundation.files.actions.clear_away"),
    ("1h", "localturn.foundation.files.arriving.forget_expired_arrivals"),
    ("1d 02:30", "localturn.foundation.people.actions.copies.remove_expired_copies"),
    ("1d 02:40", "localturn.foundation.people.actions.retention.forget_unconfirmed"),
    ("1d 02:50", "localturn.foundation.people.actions.retention.clear_sessions"),
    ("1d 02:50", "localturn.foundation.people.actions.tokens.forget_ended_tokens"),
    ("1d 02:55", "localturn.foundation.people.actions.erasure.note_erasures"),
]

# --- People and sign-in -------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["localturn.foundation.people.sessions.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_ADAPTER = "localturn.foundation.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "localturn.foundation.people.forms.sign_in.AddAddressForm",
    "change_password": "localturn.foundation.people.forms.sign_in.ChangedPasswordForm",
    "login": "localturn.foundation.people.forms.sign_in.PasswordSignInForm",
    "reset_password": "localturn.foundation.people.forms.sign_in.NewPasswordForm",
    "reset_password_from_key": "localturn.foundation.people.forms.sign_in.ForgottenPasswordForm",
    "set_password": "localturn.foundation.people.forms.sign_in.FirstPasswordForm",
    "signup": "localturn.foundation.people.forms.sign_in.AccountForm",
}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_RATE_LIMITS = {
    "api_token": "30/5m/ip",  # wrong ones; besides allauth's own
    "register": "60/h/ip",  # registrations for events, of people who are not signed in
    "subscribe": "30/h/ip",  # addresses entered for a mailing list
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": True, "length": 8}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.behind_proxy else 0
ACCOUNT_PREVENT_ENUMERATION = True
SOCIALACCOUNT_ADAPTER = "localturn.foundation.people.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # but for a provider's own domains: see the adapter
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_FORMS = {
    "disconnect": "localturn.foundation.people.forms.sign_in.LeaveOrganisationForm",
    "signup": "localturn.foundation.people.forms.sign_in.OrganisationAccountForm",
}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider.provider_id,
                "name": provider.name,
                "client_id": provider.client_id,
                "secret": provider.secret,
                "settings": {"server_url": provider.server_url, "domains": provider.domains},
            }
            for provider in ENVIRONMENT.openid
        ],
    }
}
MFA_ADAPTER = "localturn.foundation.people.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Local Turn"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.https  # on localhost browsers allow it

# --- Language and time --------------------------------------------------------------------------
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("sv", "Svenska")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Files and pages ----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
KEYS = ENVIRONMENT.keys
FILE_UPLOAD_HANDLERS = [
    "localturn.foundation.files.uploading.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
BACKUP_FOLDER = ENVIRONMENT.backup_folder
BACKUP_KEEP_DAYS = ENVIRONMENT.backup_keep_days
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# --- Mail ---------------------------------------------------------------------------------------
EMAIL_BACKEND = "localturn.foundation.mail.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
MAIL_RETURN = ENVIRONMENT.mail_return
SERVER_EMAIL = ENVIRONMENT.mail_from
SMTP = ENVIRONMENT.smtp
MAILBOX = ENVIRONMENT.mailbox

# --- Security -----------------------------------------------------------------------------------
SESSION_ENGINE = "localturn.foundation.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "localturn.foundation.ui.views.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.https
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENVIRONMENT.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # browsers hold a form's redirect to an organisation's sign-in against this list too
        "form-action": [SELF, *(provider.origin for provider in ENVIRONMENT.openid)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"localturn": {"level": "INFO"}},
}
