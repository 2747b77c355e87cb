from django.urls import path, re_path

from comments import consent_page, news, views
from comments.identity import views as identity
from comments.legal import views as legal
from comments.letters import follow_pages, pages
from comments.own import mine, taking, typed
from comments.own import views as own
from comments.recommending import views as recommending
from comments.reporting import views as reporting

PRIVATE = r"(?P<token>[0-9]{1,18}-[0-9A-Za-z_-]{22})"
NUMBER = r"(?P<number>[1-9][0-9]{0,17})"
ROW = r"(?P<number>[1-9][0-9]{0,17})"

app_name = "comments"
urlpatterns = [
    path("comment-data/", views.explain_data, name="data"),
    re_path(rf"^comments/status/{PRIVATE}/$", views.show_status, name="status"),
    re_path(rf"^comments/status/{PRIVATE}/edit/$", own.edit, name="edit"),
    re_path(rf"^comments/status/{PRIVATE}/withdraw/$", own.withdraw, name="withdraw"),
    re_path(rf"^comments/status/{PRIVATE}/appeal/$", own.appeal, name="appeal"),
    re_path(rf"^comments/status/{PRIVATE}/question/$", consent_page.answer_request, name="consent"),
    re_path(rf"^comments/status/{PRIVATE}/confirm/$", identity.confirm_from_comment, name="confirm_from_comment"),
    re_path(rf"^comments/confirm/{PRIVATE}/$", identity.confirm_address, name="confirm"),
    path("comments/mine/", mine.show_mine, name="mine"),
    path("comments/mine/under-address/", typed.settle, name="typed"),
    path("comments/mine/download/", taking.download_mine, name="download"),
    path("comments/mine/erase/", mine.erase_mine, name="erase"),
    re_path(rf"^comments/erasure/{PRIVATE}/$", mine.show_erasure, name="erasure"),
    path("comments/identity/", identity.show_identity, name="identity"),
    path("comments/identity/leave/", identity.leave, name="leave"),
    path("comments/identity/leave-all/", identity.leave_all, name="leave_all"),
    re_path(rf"^comments/{NUMBER}/report/$", reporting.report_comment, name="report"),
    re_path(rf"^comments/report/{PRIVATE}/$", reporting.show_receipt, name="report_receipt"),
    re_path(rf"^comments/{NUMBER}/illegal/$", legal.report_illegal, name="legal"),
    re_path(rf"^comments/legal/{PRIVATE}/$", legal.show_notice, name="legal_notice"),
    re_path(rf"^comments/{NUMBER}/recommend/$", recommending.recommend, name="recommend"),
    path("comments/news/<int:article>/", news.tell_news, name="news"),
    re_path(rf"^comments/follow/article/{ROW}/$", follow_pages.follow_article, name="follow_article"),
    re_path(rf"^comments/follow/thread/{ROW}/$", follow_pages.follow_thread, name="follow_thread"),
    re_path(rf"^comments/letters/{PRIVATE}/$", pages.show_letters, name="letters"),
    path("<slug:section>/<slug:slug>/comment/", views.write_comment, name="form"),
    path("<slug:section>/<slug:slug>/comment/preview/", views.preview_comment, name="preview"),
]
