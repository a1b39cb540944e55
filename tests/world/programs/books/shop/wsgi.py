import os

import workload
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
call_command("migrate", verbosity=0)

from shop.models import Author, Book  # noqa: E402 - models exist once Django is set up

if not Book.objects.exists():
    for number in range(5):
        Book.objects.create(title=str(number), author=Author.objects.create(name=str(number)))

# Queries take time from here on: workers that migrate one after the other do not collide.
workload.database(0.1)
