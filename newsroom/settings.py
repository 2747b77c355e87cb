"""All settings. What differs between installations comes from environment variables; README.md has the table."""

import zoneinfo
from pathlib import Path

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from newsroom import __version__, backends, elsewhere, logs, release, site
from newsroom import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.switch("DEBUG")
DATA_DIR = env.data_dir(BASE_DIR)
RELEASE = f"{__version__}+{release.digest(BASE_DIR)}"

# Who we are, and where

_SITE = site.from_environment()
HOST, PORT, SITE_URL = _SITE.listen_on, _SITE.port, _SITE.url
# The demo's articles call their paper by its name; an installation of one's own sets one.
_PAPER = "The Port Merrow Courier" if (DATA_DIR / "demo-sign-ins.txt").exists() else "The Newsroom"
SITE_NAME = env.matching("SITE_NAME", _PAPER, r".{1,80}", "a name of at most 80 characters")
TIME_ZONE = env.text("TIME_ZONE", "UTC")
if TIME_ZONE not in zoneinfo.available_timezones():
    env.refuse("TIME_ZONE", "a time zone such as Europe/Paris")
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en-us").lower()
if LANGUAGE_CODE not in LANG_INFO and LANGUAGE_CODE.split("-")[0] not in LANG_INFO:
    env.refuse("LANGUAGE_CODE", "a language code such as en-us or de")
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
TRANSLATED = {"en": "English", "de": "Deutsch"}  # what staff can choose for themselves; `make messages` writes it
ALLOWED_HOSTS = _SITE.allowed_hosts
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXY_COUNT = _SITE.proxies
WEB_WORKERS = env.number("WEB_WORKERS", 2, least=1, most=64)

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
    "moving",
    "comments",
    "articles",
    "accounts",
    "outbox",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "django_htmx",
    "django_prose_editor",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "newsroom.logs.RequestNumberMiddleware",
    "newsroom.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "newsroom.headers.AdminPolicyMiddleware",
    "newsroom.health.HealthMiddleware",
    "newsroom.encoding.Utf8Middleware",
    "newsroom.assets.AssetsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.language.LanguageMiddleware",
    "accounts.second_factor.demand.SecondFactorMiddleware",
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

# Where things are kept, and who delivers

DATABASES = {"default": backends.database(BASE_DIR, DATA_DIR / "newsroom.sqlite3")}
CACHES = {"default": backends.cache()}
BELIEVE_VERSIONS_FOR = 1.0  # seconds in which a process asks for a page's versions no more than once
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_URL = "/media/"
MEDIA_ROOT = backends.media_folder(DATA_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.assets.Storage"},
}
MAIL_IS_CONFIGURED = bool(env.text("MAIL_URL"))
MAILERS = {"default": backends.mail()}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = backends.mail_from(_SITE.host)
UPLOAD_MB = env.number("UPLOAD_MB", 512, least=25, most=2_000)
DEMO = env.choice("DEMO", "auto", ("auto", "on", "off"))

# Security

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "first_name", "last_name", "email", "public_name")},
    },
]
AUTHENTICATION_BACKENDS = ["accounts.rights.Rights", "django.contrib.auth.backends.ModelBackend"]
# Of django-allauth: addresses, keys, the steps between password and session. Its limits count in each process;
# accounts.limits counts for all of them.
ACCOUNT_ADAPTER = "accounts.second_factor.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_ADAPTER = "accounts.second_factor.adapters.FactorAdapter"
MFA_TOTP_TOLERANCE = 1  # half minutes to either side
SIGN_IN_WITH = elsewhere.from_environment()
SOCIALACCOUNT_ADAPTER = "accounts.elsewhere.adapters.ElsewhereAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 86_400  # seconds; all links that accounts are mailed are good for a day
READER_ACCOUNTS = env.choice("READER_ACCOUNTS", "open", ("open", "closed"))
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SITE.is_secure
SESSION_COOKIE_NAME = "__Host-session" if _SITE.is_secure else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SITE.is_secure else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "newsroom.errors.csrf_failure"
SECURE_SSL_REDIRECT = _SITE.is_secure
SECURE_SSL_HOST = _SITE.netloc
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = site.YEAR if _SITE.is_secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
# Other names under the same domain belong to others; whether they speak https is not for one newspaper to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not MAIL_IS_CONFIGURED:  # a paper may do without mail; its start and /readyz say so
    SILENCED_SYSTEM_CHECKS += ["mail.E001"]
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# The admin's rich editor adds scripts and styles at run time; nonces exist under /admin/ only.
SECURE_CSP_OF_ADMIN = SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
}
LOGGING = logs.configuration(env.choice("LOG_FORMAT", "text", ("text", "json")))

# The spam check

AKISMET_API_KEY = env.matching("AKISMET_API_KEY", "", r"[!-~]{0,100}", "the key alone, without spaces")
AKISMET_API_URL = backends.akismet()
AKISMET_TIMEOUT = env.seconds("AKISMET_TIMEOUT", 10, least=0.1, most=60)
AKISMET_TEST = env.switch("AKISMET_TEST")
FEEDBACK_DELAY = env.seconds("FEEDBACK_DELAY", 60)
COMMENT_LIMITS = env.choice("COMMENT_LIMITS", "on", ("on", "off"))
