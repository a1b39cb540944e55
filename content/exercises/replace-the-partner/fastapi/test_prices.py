import unittest

from fastapi.testclient import TestClient
from main import app


class PriceTest(unittest.TestCase):
    def test_converts_at_the_rate_of_the_day(self):
        response = TestClient(app).get("/prices/TEA-1?currency=USD")
        self.assertEqual(response.json()["price"], 4.83)
