"""Pages by which a newspaper is moved in and out without a shell."""

from django.contrib import admin
from django.urls import path

from moving.desk import views

inside = admin.site.admin_view
app_name = "moving"
urlpatterns = [
    path("", inside(views.show_index), name="index"),
    path("<int:pk>/", inside(views.show_transfer), name="transfer"),
    path("<int:pk>/stop/", inside(views.stop), name="stop"),
    path("<int:pk>/again/", inside(views.take_again), name="again"),
    path("<int:pk>/delete/", inside(views.delete_files), name="delete"),
]
