from django.test import SimpleTestCase, override_settings


@override_settings(RATES="shop.rates.FixedRates")
class PriceTest(SimpleTestCase):
    def test_converts_at_the_rate_it_is_given(self):
        response = self.client.get("/prices/TEA-1?currency=USD")
        self.assertEqual(response.json()["price"], 6.75)
