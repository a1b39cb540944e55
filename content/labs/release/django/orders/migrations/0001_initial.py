from django.db import migrations, models


def add_orders(apps, schema_editor):
    Order = apps.get_model("orders", "Order")
    Order.objects.create(customer="Ann Lee")
    Order.objects.create(customer="Bo Chen")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("customer", models.CharField(max_length=100)),
            ],
        ),
        migrations.RunPython(add_orders, migrations.RunPython.noop),
    ]
