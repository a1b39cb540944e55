from django.db import migrations


def add_tea(apps, schema_editor):
    apps.get_model("catalogue", "Product").objects.create(sku="TEA-1", name="Green tea", stock=12)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(add_tea, migrations.RunPython.noop)]
