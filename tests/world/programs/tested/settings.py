SECRET_KEY = "x"
ROOT_URLCONF = "urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
INSTALLED_APPS = ["shop"]
ALLOWED_HOSTS = ["*"]
