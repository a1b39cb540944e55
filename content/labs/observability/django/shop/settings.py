SECRET_KEY = "only-for-this-lab"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "shop.urls"

MIDDLEWARE = ["shop.request_id.request_id_middleware", "shop.metrics.metrics_middleware"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "shop.request_id.RequestIdFilter"}},
    "formatters": {"line": {"format": "{levelname} {request_id} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
}
