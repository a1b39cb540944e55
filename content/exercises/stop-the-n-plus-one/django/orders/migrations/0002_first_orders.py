from django.db import migrations


def add_orders(apps, schema_editor):
    Customer = apps.get_model("orders", "Customer")
    Order = apps.get_model("orders", "Order")
    for number in range(1, 11):
        Order.objects.create(customer=Customer.objects.create(name=f"Customer {number}"))


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunPython(add_orders, migrations.RunPython.noop)]
