from catalogue.models import Product
from catalogue.tasks import announce
from django.db.models.signals import post_save
from django.dispatch import receiver


@receiver(post_save, sender=Product)
def stock_changed(instance, **kwargs):
    announce.enqueue(instance.sku, instance.stock)
