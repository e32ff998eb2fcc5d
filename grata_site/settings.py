"""All settings. What an operator may set comes from the environment, through `grata_site.env`."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from kombu import Queue

from grata_site import env, logs, measuring

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("GRATA_VAR", str(BASE_DIR / "var"))).resolve()

measuring.prepare(VAR_DIR)

# ---- what the environment says
GRATA_DEMO = env.flag("GRATA_DEMO")
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.names("GRATA_OLD_SECRET_KEYS", [])
GRATA_SECRETS_KEYS = env.keys("GRATA_SECRETS_KEYS")
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]  # whoever watches over this machine asks from it
ALLOWED_HOSTS = [*env.names("ALLOWED_HOSTS", ["*"] if GRATA_DEMO else []), *LOOPBACK]
REDIS = ("redis", "rediss", "unix")
REDIS_URL = env.url("REDIS_URL", None, schemes=REDIS)
GRATA_PUSH_REDIS_URLS = env.urls("GRATA_PUSH_REDIS_URLS", schemes=REDIS)
GRATA_HTTPS = env.flag("GRATA_HTTPS")
GRATA_PUBLIC_URL = env.site("GRATA_PUBLIC_URL")
# Sites' own servers: elsewhere than on the open internet, and without TLS. A demo's stand on the same machine.
GRATA_ALLOW_PRIVATE_HOSTS = GRATA_DEMO or env.flag("GRATA_ALLOW_PRIVATE_HOSTS")
GRATA_WECHAT_API_URL = env.url("GRATA_WECHAT_API_URL", "https://api.weixin.qq.com", schemes=("http", "https"))
GRATA_GEOIP_PATH = env.file("GRATA_GEOIP_PATH")
GRATA_METRICS_TOKEN = env.secret("GRATA_METRICS_TOKEN", least=16)
GRATA_SIMULATOR_URL = env.text("GRATA_SIMULATOR_URL", "")
GRATA_OFFER_SECONDS = env.number("GRATA_OFFER_SECONDS", 60)
GRATA_TRANSFER_SECONDS = env.number("GRATA_TRANSFER_SECONDS", 60)
GRATA_AWAY_RELEASE_SECONDS = env.number("GRATA_AWAY_RELEASE_SECONDS", 300)
GRATA_WECHAT_WINDOW_SECONDS = env.number("GRATA_WECHAT_WINDOW_SECONDS", 172_800)
GRATA_WECHAT_WINDOW_REPLIES = env.number("GRATA_WECHAT_WINDOW_REPLIES", 5, most=1000)
GRATA_LEASE_SECONDS = env.number("GRATA_LEASE_SECONDS", 60, most=3600)
GRATA_DRAIN_SECONDS = env.number("GRATA_DRAIN_SECONDS", 10, least=0, most=600)
GRATA_STRAY_HOURS = env.number("GRATA_STRAY_HOURS", 24, least=0, most=8760)
GRATA_OFFLINE_SECONDS = env.number("GRATA_OFFLINE_SECONDS", 45, most=3600)

# ---- Django
DEBUG = False
INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "grata_site.apps.StaticConfig",
    "channels",
    "axes",
    "csp",
    "django_htmx",
    "auditlog",
    "history",
    "cards",
    "quickreplies",
    "console",
    "channels_app",
    "grata_site.apps.GrataSiteConfig",
    "grata_site.apps.PanelConfig",  # last: our templates go before Django's own
]
MIDDLEWARE = [
    "grata_site.middleware.RequestMiddleware",
    "grata_site.doors.DoorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "grata_site.headers.HeadersMiddleware",
    "grata_site.serving.StaticMiddleware",
    "grata_site.packing.PackingMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "console.middleware.AgentMiddleware",
    "grata_site.audit.AuditMiddleware",
]
ROOT_URLCONF = "grata_site.urls"
ASGI_APPLICATION = "grata_site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]
DATABASES = env.databases("DATABASE_URL", replica="GRATA_REPLICA_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = [
    "console.uploads.CappedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ---- people
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "console:home"
LOGOUT_REDIRECT_URL = "login"
# The first lets nobody in: it refuses accounts that are locked.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "console.people.backend.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_ENGINE = "console.people.sessions"
SESSION_COOKIE_AGE = 14 * 86_400
PASSWORD_RESET_TIMEOUT = 48 * 3600  # the longest of any link; see console.people.links

# ---- guessing: by account, because one address may be a whole office's
AXES_FAILURE_LIMIT = 6
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_COOLOFF_TIME = timedelta(hours=24)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "next"]

# ---- mail
GRATA_MAIL = env.mail("EMAIL_URL", "consolemail://" if GRATA_DEMO else "")
globals().update(GRATA_MAIL)
DEFAULT_FROM_EMAIL = env.sender("GRATA_MAIL_FROM", GRATA_PUBLIC_URL)

# ---- languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("zh-hant", "繁體中文")]
LOCALE_PATHS = [BASE_DIR / "grata_site" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# ---- files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for the others, and each would be packed twice
STORAGES = {
    "default": env.storage("GRATA_STORAGE_URL"),
    "staticfiles": {"BACKEND": "grata_site.staticfiles.ModuleStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"

# ---- live delivery and work
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    # Not the default `core` layer: it answers 500 to a process's 101st socket (MaxConnectionsError).
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # A group's place in the list says which server carries it: one order for all processes.
        "CONFIG": {"hosts": sorted(GRATA_PUSH_REDIS_URLS) or [REDIS_URL]},
    }
}
GRATA_PUSH_THREAD = True  # off in tests, where a push is made when it is asked for
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,  # else whoever queues a task waits 6 s for a broker that is away
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "visibility_timeout": 3600,
}
# A task is only a hint that a row is due: it is never waited for, never repeated by the broker, and may be lost.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_BEAT_SCHEDULER = "grata_site.beat:SteadyScheduler"
# A worker takes from both, unless it is told otherwise (-Q): customers' large files need not hold up replies.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("media")]
CELERY_TASK_ROUTES = {name: {"queue": "media"} for name in ("channels_app.tasks.fetch", "history.tasks.sweep_files")}
CELERY_BEAT_SCHEDULE = {
    "deliver-due": {"task": "channels_app.tasks.deliver_due", "schedule": 2.0, "options": {"expires": 10}},
    "follow-for-search": {"task": "history.tasks.follow_for_search", "schedule": 1.0, "options": {"expires": 5}},
    "sweep-files": {"task": "history.tasks.sweep_files", "schedule": 600.0, "options": {"expires": 500}},
    "fetch-due": {"task": "channels_app.tasks.fetch_due", "schedule": 5.0, "options": {"expires": 10}},
    "send-webhooks-due": {
        "task": "channels_app.webchat.tasks.send_webhooks_due",
        "schedule": 2.0,
        "options": {"expires": 10},
    },
    "forget-webhook-receipts": {
        "task": "channels_app.webchat.tasks.forget_receipts",
        "schedule": 600.0,
        "options": {"expires": 500},
    },
    "keep-deadlines": {"task": "console.tasks.keep_deadlines", "schedule": 1.0, "options": {"expires": 5}},
    "sync-kf-accounts-due": {
        "task": "channels_app.wechat.tasks.sync_kf_accounts_due",
        "schedule": 5.0,
        "options": {"expires": 10},
    },
    "send-letters": {"task": "console.tasks.send_letters", "schedule": 5.0, "options": {"expires": 20}},
    "roll-up-reports": {"task": "console.tasks.roll_up_reports", "schedule": 120.0, "options": {"expires": 100}},
    "write-reports": {"task": "console.tasks.write_reports", "schedule": 60.0, "options": {"expires": 50}},
    "compare-profiles": {
        "task": "channels_app.wechat.tasks.compare_profiles",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "forget-comments": {"task": "console.tasks.forget_comments", "schedule": 300.0, "options": {"expires": 250}},
    "erase-due": {"task": "channels_app.tasks.erase_due", "schedule": 5.0, "options": {"expires": 5}},
    "plan-erasures": {"task": "channels_app.tasks.plan_erasures", "schedule": 60.0, "options": {"expires": 50}},
    "announce-presence": {"task": "console.tasks.announce_presence", "schedule": 10.0, "options": {"expires": 20}},
}
# What beat asks before it sends one of these: whether it would find anything.
GRATA_SWEEPS = {
    "channels_app.tasks.deliver_due": "channels_app.outbound.is_due",
    "channels_app.tasks.erase_due": "channels_app.erasing.is_due",
    "channels_app.tasks.fetch_due": "channels_app.fetching.due",
    "channels_app.webchat.tasks.send_webhooks_due": "channels_app.webchat.hooks.deliveries.due",
    "channels_app.wechat.tasks.compare_profiles": "channels_app.wechat.profiles.due",
    "channels_app.wechat.tasks.sync_kf_accounts_due": "channels_app.wechat.kf_plan.is_wanted",
    "console.tasks.announce_presence": "console.presence.lapsed",
    "console.tasks.keep_deadlines": "console.deadlines.are_due",
    "console.tasks.send_letters": "console.actions.send_letters.are_due",
    "history.tasks.follow_for_search": "history.search.following.is_behind",
}

# ---- safety
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # blob: pictures that an agent is about to send
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = GRATA_HTTPS
SECURE_SSL_REDIRECT = False  # the proxy that ends TLS redirects
SECURE_HSTS_SECONDS = 31_536_000 if GRATA_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = GRATA_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if GRATA_HTTPS else None
X_FRAME_OPTIONS = "DENY"
# security.W008: see SECURE_SSL_REDIRECT. axes.W002: our form itself says that an account is locked. axes.W006: see AXES_.
SILENCED_SYSTEM_CHECKS = ["security.W008", "axes.W002", "axes.W006"]

# ---- logs
LOGGING = logs.config(env.choice("GRATA_LOG", logs.FORMS, default="lines" if GRATA_DEMO else "json"))
