from django.tasks import task


@task
def confirm(number):
    raise ConnectionRefusedError("the mail server is down")
