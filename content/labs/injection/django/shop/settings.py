import os

SECRET_KEY = "only-for-this-lab"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "shop.urls"

RATES = os.environ.get("RATES", "shop.rates.PartnerRates")
