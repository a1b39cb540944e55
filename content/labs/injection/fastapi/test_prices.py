import unittest

from fastapi.testclient import TestClient
from main import app, get_rates
from rates import FixedRates


class PriceTest(unittest.TestCase):
    def setUp(self):
        app.dependency_overrides[get_rates] = FixedRates
        self.addCleanup(app.dependency_overrides.clear)

    def test_converts_at_the_rate_it_is_given(self):
        response = TestClient(app).get("/prices/TEA-1?currency=USD")
        self.assertEqual(response.json(), {"sku": "TEA-1", "price": 6.75, "currency": "USD"})
