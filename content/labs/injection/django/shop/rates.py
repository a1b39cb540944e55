import time

from django.conf import settings
from django.utils.module_loading import import_string


class PartnerRates:
    """The day's exchange rates, from a partner whose API takes its time."""

    def rate(self, currency: str) -> float:
        time.sleep(0.2)
        return {"USD": 1.0731, "CNY": 7.6412}[currency]


class FixedRates:
    """Rates that a test can count on."""

    def rate(self, currency: str) -> float:
        return {"USD": 1.5, "CNY": 8.0}[currency]


def get_rates():
    return import_string(settings.RATES)()
