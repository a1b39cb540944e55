from django.test import TestCase


class Works(TestCase):
    def test_it(self):
        self.assertEqual(self.client.get("/").json(), {"ok": True})
