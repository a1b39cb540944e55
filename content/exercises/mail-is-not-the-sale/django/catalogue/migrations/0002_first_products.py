from django.db import migrations


def add_products(apps, schema_editor):
    Product = apps.get_model("catalogue", "Product")
    Product.objects.create(sku="CUP-1", name="Cup", stock=12)
    Product.objects.create(sku="TEA-1", name="Green tea", stock=12)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(add_products, migrations.RunPython.noop)]
