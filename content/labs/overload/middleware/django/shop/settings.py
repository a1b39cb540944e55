SECRET_KEY = "only-for-this-lab"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "shop.urls"
MIDDLEWARE = ["shop.middleware.places_middleware"]
