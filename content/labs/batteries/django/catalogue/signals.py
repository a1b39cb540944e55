import time

from django.db.models.signals import post_save
from django.dispatch import receiver

from catalogue.models import Product


@receiver(post_save, sender=Product)
def announce(instance, **kwargs):
    time.sleep(0.3)  # the mail server
    print(f"mail sent: {instance.stock} of {instance.sku} left")
