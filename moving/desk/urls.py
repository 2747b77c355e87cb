"""Pages by which a newspaper is moved in and out without a shell."""

from django.contrib import admin
from django.urls import path

from moving.desk import archives_views, exports_views, import_views, views, who_views
from moving.desk.exports import EXPORTS

inside = admin.site.admin_view
app_name = "moving"
urlpatterns = [
    path("", inside(views.show_index), name="index"),
    path("wordpress/", inside(import_views.show_form), {"kind": "wordpress"}, name="wordpress"),
    path("disqus/", inside(import_views.show_form), {"kind": "disqus"}, name="disqus"),
    path("archive/", inside(import_views.show_form), {"kind": "archive"}, name="archive"),
    path("<int:pk>/take-in/", inside(archives_views.take_in), name="take_in"),
    path("release/", inside(archives_views.release), name="release"),
    path("upload/<str:ticket>/<slug:kind>/", inside(import_views.upload), name="upload"),
    path("batches/<int:pk>/take-back/", inside(import_views.take_batch_back), name="batch"),
    path("<int:pk>/who/", inside(who_views.ask), name="who"),
    path("<int:pk>/who.toml", inside(who_views.download), name="who_file"),
    path("<int:pk>/import/", inside(import_views.bring), name="bring"),
    path("<int:pk>/take-back/", inside(import_views.take_back), name="take_back"),
    path("<int:pk>/<slug:step>/findings.csv", inside(import_views.download_findings), name="findings"),
    path("<int:pk>/<slug:step>/articles.csv", inside(import_views.download_counts), name="counts"),
    path("<int:pk>/", inside(views.show_transfer), name="transfer"),
    path("<int:pk>/stop/", inside(views.stop), name="stop"),
    path("<int:pk>/again/", inside(views.take_again), name="again"),
    path("<int:pk>/delete/", inside(views.delete_files), name="delete"),
    path("<int:pk>/download/", inside(exports_views.download), name="download"),
    *(
        path(f"export/{export.name}/", inside(exports_views.ask_for_export), {"kind": export.kind}, export.kind)
        for export in EXPORTS
    ),
]
