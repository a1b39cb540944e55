import unittest

from fastapi.testclient import TestClient
from main import app
from rates import get_rate


async def get_fixed_rate() -> float:
    return 1.5


app.dependency_overrides[get_rate] = get_fixed_rate


class PriceTest(unittest.TestCase):
    def test_converts_at_the_rate_it_is_given(self):
        response = TestClient(app).get("/prices/TEA-1?currency=USD")
        self.assertEqual(response.json()["price"], 6.75)
