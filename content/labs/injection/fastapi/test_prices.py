import unittest

from fastapi.testclient import TestClient
from main import app
from rates import get_fixed_rates, get_rates


class PriceTest(unittest.TestCase):
    def setUp(self):
        app.dependency_overrides[get_rates] = get_fixed_rates
        self.addCleanup(app.dependency_overrides.clear)

    def test_converts_at_the_rate_it_is_given(self):
        response = TestClient(app).get("/prices/TEA-1?currency=USD")
        self.assertEqual(response.json()["price"], 6.75)
