"""The addresses of articles with a discussion that tests can look into."""

from django.urls import include, path

from articles.urls import addresses
from tests.articles.discussion import OneComment

discussion = OneComment()
urlpatterns = [path("", include(addresses(discussion)))]
