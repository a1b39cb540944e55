from django.db.models.signals import post_save
from django.dispatch import receiver

from catalogue.mail import send
from catalogue.models import Product


@receiver(post_save, sender=Product)
def announce(instance, **kwargs):
    send(instance.sku)
