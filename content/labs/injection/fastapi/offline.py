"""The same service for a laptop without access to the partner."""

from main import app, get_rates
from rates import FixedRates

app.dependency_overrides[get_rates] = FixedRates
