from django.urls import path, re_path

from comments import views

app_name = "comments"
urlpatterns = [
    path("comment-data/", views.explain_data, name="data"),
    re_path(r"^comments/status/(?P<token>[0-9]{1,18}-[0-9A-Za-z_-]{22})/$", views.show_status, name="status"),
    path("<slug:section>/<slug:slug>/comment/", views.write_comment, name="form"),
    path("<slug:section>/<slug:slug>/comment/preview/", views.preview_comment, name="preview"),
]
