"""All settings. What differs between installations comes from environment variables; README.md has the table."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from newsroom import __version__
from newsroom import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.switch("DEBUG")
RELEASE = __version__
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()

# Who we are, and where

HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, least=1, most=65_535)
SITE_URL = env.text("SITE_URL", f"http://{HOST}:{PORT}").rstrip("/")
SITE_NAME = env.text("SITE_NAME", "The Newsroom")
TIME_ZONE = env.text("TIME_ZONE", "UTC")
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en-us")
USE_TZ = True
USE_I18N = True
_SITE = urlsplit(SITE_URL)
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
ALLOWED_HOSTS = sorted(LOOPBACK if _SITE.hostname in LOOPBACK | {"::1"} else {_SITE.hostname or ""})
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, most=10)

# The secret key


def _secret_key() -> str:
    """The variable, else the file that `make run` made. There is no default: a known key opens every session."""
    path = DATA_DIR / "secret_key"
    key = env.text("SECRET_KEY") or (path.read_text().strip() if path.exists() else "")
    if not key:
        raise ImproperlyConfigured(f"SECRET_KEY is not set and {path} does not exist; `make run` creates it.")
    return key


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

# The parts of the site

INSTALLED_APPS = [
    "newsroom",
    "comments",
    "articles",
    "accounts",
    "outbox",
    "crispy_forms",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context.site",
            ],
        },
    },
]
CRISPY_TEMPLATE_PACK = "news"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["news"]

# Where things are kept

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'newsroom.sqlite3'}"), conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        " PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728",
    }
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"

# The spam check

AKISMET_API_KEY = env.text("AKISMET_API_KEY")
AKISMET_API_URL = env.text("AKISMET_API_URL", "https://rest.akismet.com").rstrip("/")
AKISMET_TIMEOUT = env.seconds("AKISMET_TIMEOUT", 10, least=0.1, most=60)
AKISMET_TEST = env.switch("AKISMET_TEST")
FEEDBACK_DELAY = env.seconds("FEEDBACK_DELAY", 60)
COMMENT_LIMITS = env.choice("COMMENT_LIMITS", "on", ("on", "off"))
