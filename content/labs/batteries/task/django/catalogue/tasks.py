import time

from django.tasks import task


@task
def announce(sku, stock):
    time.sleep(0.3)  # the mail server
    print(f"mail sent: {stock} of {sku} left")
