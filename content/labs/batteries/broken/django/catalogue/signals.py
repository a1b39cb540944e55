from catalogue.models import Product
from django.db.models.signals import post_save
from django.dispatch import receiver


@receiver(post_save, sender=Product)
def announce(instance, **kwargs):
    raise ConnectionRefusedError("the mail server is down")
