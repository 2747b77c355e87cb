"""The site's addresses, and pages that only tests need."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, RequestContext, Template
from django.urls import include, path


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as a defect would")


def show_nonce(request: HttpRequest) -> HttpResponse:
    context: Context = RequestContext(request)
    return HttpResponse(Template("{{ csp_nonce }}").render(context))


urlpatterns = [
    path("fail/", fail),
    path("nonce/", show_nonce),
    path("admin/nonce/", show_nonce),
    path("", include("newsroom.urls")),
]
