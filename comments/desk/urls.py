"""Pages of the admin that belong to no model."""

from django.contrib import admin
from django.urls import path

from comments.desk import alarms_page, consent_pages, log, log_undo, numbers, service

inside = admin.site.admin_view

urlpatterns = [
    path("log/export/", inside(log.export_log), name="log_export"),
    path("log/<int:pk>/undo/", inside(log_undo.undo_act), name="log_undo"),
    path("alarms/", inside(alarms_page.show_alarms), name="desk_alarms"),
    path("mail/", inside(alarms_page.show_mail), name="desk_mail"),
    path("numbers/", inside(numbers.show_numbers), name="desk_numbers"),
    path("numbers/<slug:slug>.csv", inside(numbers.export_numbers), name="desk_numbers_csv"),
    path("question/<int:comment>/", inside(consent_pages.lead_to_article), name="desk_question_of"),
    path("questions/<int:article>/", inside(consent_pages.show_questions), name="desk_questions"),
    path("questions/<int:article>/ask/", inside(consent_pages.ask), name="desk_questions_ask"),
    path("questions/<int:article>/recall/", inside(consent_pages.recall), name="desk_questions_recall"),
    path("questions/<int:article>/use/", inside(consent_pages.use), name="desk_questions_use"),
    path("questions/<int:article>/take-out/", inside(consent_pages.take_out), name="desk_questions_take_out"),
    path("spam-service/", inside(service.show_service), name="spam_service"),
    path("spam-service/try/", inside(service.try_now), name="spam_service_try"),
    path("spam-service/sample/", inside(service.send_sample), name="spam_service_sample"),
    path("spam-service/seen/", inside(service.confirm_alert), name="spam_service_seen"),
]
