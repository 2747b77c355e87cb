from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "articles"


def soon(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [
    path("", soon, name="front"),
    path("authors/<slug:slug>/", soon, name="author"),
    path("<slug:slug>/", soon, name="section"),
    path("<slug:section>/<slug:slug>/", soon, name="article"),
]
