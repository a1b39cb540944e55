"""The same service for a laptop without access to the partner."""

from main import app
from rates import get_fixed_rates, get_rates

app.dependency_overrides[get_rates] = get_fixed_rates
