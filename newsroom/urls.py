from django.contrib import admin
from django.urls import include, path

from accounts.views import StaffSignIn, lead_to_account, lead_to_password, sign_out_of_admin
from articles.urls import addresses
from comments.threads import discussion
from moving.former import of_question
from newsroom.media import show_favicon, show_media
from newsroom.on_site import view_on_site

urlpatterns = [
    path("admin/login/", StaffSignIn.as_view()),
    path("admin/logout/", admin.site.admin_view(sign_out_of_admin)),
    path("admin/password_change/", admin.site.admin_view(lead_to_password)),
    path("admin/password_change/done/", admin.site.admin_view(lead_to_account)),
    path("admin/r/<path:content_type_id>/<path:object_id>/", admin.site.admin_view(view_on_site)),
    path("admin/comments/", include("comments.desk.urls")),
    path("admin/moving/", include("moving.desk.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("media/<path:path>", show_media),
    path("favicon.ico", show_favicon),
    path("", include("comments.urls")),
    path("", include(addresses(discussion, of_question))),
]
handler400 = "newsroom.errors.bad_request"
handler403 = "newsroom.errors.permission_denied"
handler404 = "newsroom.errors.page_not_found"
handler500 = "newsroom.errors.server_error"
