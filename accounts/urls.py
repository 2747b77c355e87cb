from django.contrib.auth.views import LogoutView, PasswordChangeDoneView, PasswordChangeView
from django.urls import path, reverse_lazy

from accounts.forms import NewPasswordForm
from accounts.views import SignIn

app_name = "accounts"

urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(next_page="/"), name="logout"),
    path(
        "password/",
        PasswordChangeView.as_view(
            form_class=NewPasswordForm,
            template_name="accounts/password_change.html",
            success_url=reverse_lazy("accounts:password_changed"),
            http_method_names=["get", "head", "post", "options"],
        ),
        name="password_change",
    ),
    path(
        "password/changed/",
        PasswordChangeDoneView.as_view(template_name="accounts/password_changed.html"),
        name="password_changed",
    ),
]
