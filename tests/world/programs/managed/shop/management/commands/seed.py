from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("count", type=int)

    def handle(self, *args, count, **options):
        if count < 0:
            raise CommandError(f"cannot make {count}")
        self.stdout.write(f"made {10 // count}")
