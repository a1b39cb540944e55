import asyncio

from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import JsonResponse

from shop.models import Book


def one(request):
    return JsonResponse({"title": Book.objects.get(pk=1).title})


async def aone(request):
    return JsonResponse({"title": (await Book.objects.aget(pk=1)).title})


def many(request):
    return JsonResponse({"authors": [book.author.name for book in Book.objects.all()]})


def joined(request):
    return JsonResponse({"authors": [book.author.name for book in Book.objects.select_related("author")]})


async def amany(request):
    return JsonResponse({"authors": [book.author.name async for book in Book.objects.select_related("author")]})


async def together(request):
    books = await asyncio.gather(*(Book.objects.aget(pk=key) for key in (1, 2, 3)))
    return JsonResponse({"titles": [book.title for book in books]})


@receiver(post_save, sender=User)
def saved(sender, instance, **more):
    print("saved", instance)


def user(request):
    User.objects.create_user("ann", password="secret")
    return JsonResponse({})


def enter(request):
    user = authenticate(request, username="ann", password="secret")
    login(request, user)
    return JsonResponse({"user": user.username})
