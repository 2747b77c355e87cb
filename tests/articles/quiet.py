"""The addresses of a newspaper whose readers can't comment: what its pages cost is the articles' alone."""

from django.urls import include, path

from articles.discussion import NoDiscussion
from articles.urls import addresses

urlpatterns = [path("", include(addresses(NoDiscussion())))]
