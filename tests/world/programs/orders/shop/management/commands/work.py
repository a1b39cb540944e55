import time

from django.core.management.base import BaseCommand
from shop.models import Order


class Command(BaseCommand):
    def handle(self, **options):
        while True:
            for order in Order.objects.filter(brewed=False):
                time.sleep(0.1)
                order.brewed = True
                order.save()
                print("brewed", order.pk)
            time.sleep(0.05)
