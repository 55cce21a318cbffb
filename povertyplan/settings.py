"""Settings, read from the environment; .env.example lists every variable.

The defaults run a clone at once on SQLite. With DEPLOYMENT=production the application refuses
to start without the few values that nobody can guess for you.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEPLOYMENT = env.str("DEPLOYMENT", default="development")
if DEPLOYMENT not in ("development", "production"):
    raise ImproperlyConfigured(
        f"DEPLOYMENT must be 'development' or 'production', not {DEPLOYMENT!r}."
    )
PRODUCTION = DEPLOYMENT == "production"

# What production must be told.

REQUIRED_IN_PRODUCTION = {
    "SECRET_KEY": "a long random text that signs sessions (50 characters or more)",
    "ALLOWED_HOSTS": "the host names of this site, separated by commas",
    "DATABASE_URL": "the address of the database: postgres://user:password@host/name",
    "IDENTITY_KEY": "a long random text that encrypts identity numbers; keep a copy elsewhere",
}

if PRODUCTION and (missing := [name for name in REQUIRED_IN_PRODUCTION if not env.str(name, "")]):
    raise ImproperlyConfigured(
        "DEPLOYMENT=production needs these environment variables:\n"
        + "\n".join(f"  {name}: {REQUIRED_IN_PRODUCTION[name]}" for name in missing)
    )

DATA_DIR = BASE_DIR / env.str("DATA_DIR", default="var")
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="") or "development-only-never-in-production"
IDENTITY_KEY = env.str("IDENTITY_KEY", default="") or "development-only-never-in-production"
DEBUG = env.bool("DEBUG", default=False) and not PRODUCTION
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
for name, value in (("SECRET_KEY", SECRET_KEY), ("IDENTITY_KEY", IDENTITY_KEY)):
    if PRODUCTION and len(value) < 50:
        raise ImproperlyConfigured(f"{name} is too short: production needs 50 characters or more.")
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of this site, not *.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Applications

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "bootstrap",
    "import_export",
    "axes",
    "csp",
    "povertyplan",
    "povertyplan.units",
    "povertyplan.accounts",
    "povertyplan.audit",
    "povertyplan.documents",
    "households",
    "targets",
    "plans",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "povertyplan.errors.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "povertyplan.urls"
WSGI_APPLICATION = "povertyplan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "povertyplan.navigation.navigation",
            ],
            "builtins": ["povertyplan.templatetags.povertyplan"],
        },
    }
]

# Database

DATABASE_URL = (
    env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'povertyplan.sqlite3'}"
)
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue from their first statement on: a deferred transaction that
    # turns into a writer half way fails at once with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
# Named here, our words come before the few that Django's own catalogues have.
LOCALE_PATHS = [BASE_DIR / "povertyplan" / "locale"]
FORMAT_MODULE_PATH = ["povertyplan.formats"]

# Accounts

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = reverse_lazy("home")
LOGOUT_REDIRECT_URL = reverse_lazy("login")
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "povertyplan.network.client_address"
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"

# Files

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Security

# The grid of a province holds 16 figures for each of up to 168 communes.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    },
    # The admin's theme evaluates expressions in its own scripts.
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
}
BEHIND_HTTPS_PROXY = PRODUCTION and env.bool("BEHIND_HTTPS_PROXY", default=True)
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if BEHIND_HTTPS_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Admin

UNFOLD = {
    "SITE_TITLE": "Quản lý kế hoạch giảm nghèo",
    "SITE_HEADER": "Quản trị danh mục",
    "SITE_SUBHEADER": "Quản lý kế hoạch giảm nghèo",
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("povertyplan/icon.svg"),
        }
    ],
    "SHOW_HISTORY": False,
    "COLORS": {
        "primary": {
            "50": "240 249 246",
            "100": "215 238 231",
            "200": "176 221 208",
            "300": "127 199 178",
            "400": "71 166 141",
            "500": "29 130 106",
            "600": "11 92 74",
            "700": "9 79 64",
            "800": "8 72 56",
            "900": "6 54 43",
            "950": "3 33 26",
        }
    },
    "SHOW_VIEW_ON_SITE": False,
}
IMPORT_EXPORT_USE_TRANSACTIONS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # WeasyPrint and its font library report every unknown CSS rule and font table.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

# Mail: reminders of reports that are due. Without a server they are printed.
globals().update(env.email_url_config(env.str("EMAIL_URL", default="") or "consolemail://"))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="") or "giamngheo@localhost"
