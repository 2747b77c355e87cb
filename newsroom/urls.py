from django.contrib import admin
from django.urls import include, path

from accounts.views import StaffSignIn

urlpatterns = [
    path("admin/login/", StaffSignIn.as_view()),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("", include("articles.urls")),
]
