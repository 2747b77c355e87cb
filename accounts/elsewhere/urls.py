from django.urls import path, re_path

from accounts.elsewhere import joining, views

urlpatterns = [
    path("<slug:name>/", views.begin, name="elsewhere_begin"),
    path("<slug:name>/leave/", views.leave, name="elsewhere_leave"),
    path("<slug:name>/back/", views.come_back, name="elsewhere_back"),
    path("<slug:name>/join/", joining.join, name="elsewhere_join"),
    path("<slug:name>/join/forget/", joining.forget, name="elsewhere_forget"),
    path("<slug:name>/connect/", joining.connect, name="elsewhere_connect"),
    re_path(r"^connections/(?P<number>[1-9][0-9]{0,17})/remove/$", joining.disconnect, name="elsewhere_disconnect"),
]
