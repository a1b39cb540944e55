import workload

SECRET_KEY = "only-for-this-lab"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "billing.urls"
INSTALLED_APPS = ["billing.customers"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "shop.sqlite3"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"]},
}

workload.database(0.02)
