import workload

SECRET_KEY = "only-for-this-lab"
INSTALLED_APPS = ["orders.customers"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "shop.sqlite3"}}

workload.database(0.02)
