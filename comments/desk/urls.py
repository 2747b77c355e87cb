"""Pages of the admin that belong to no model."""

from django.contrib import admin
from django.urls import path

from comments.desk import service

inside = admin.site.admin_view

urlpatterns = [
    path("", inside(service.show_service), name="spam_service"),
    path("try/", inside(service.try_now), name="spam_service_try"),
    path("sample/", inside(service.send_sample), name="spam_service_sample"),
    path("seen/", inside(service.confirm_alert), name="spam_service_seen"),
]
