from django.http import JsonResponse


async def orders(request):
    return JsonResponse({"orders": []})
