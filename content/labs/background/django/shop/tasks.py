import time

from django.tasks import task


@task
def confirm(number):
    time.sleep(0.3)  # the mail server
    print(f"order {number} confirmed")
