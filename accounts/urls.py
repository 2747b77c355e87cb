from django.contrib.auth.views import LogoutView, PasswordChangeDoneView, PasswordChangeView
from django.urls import path, reverse_lazy

from accounts.forms import NewPasswordForm
from accounts.language import choose
from accounts.passkeys import options as passkey_options
from accounts.passkeys import views as passkeys
from accounts.readers.account import show_account
from accounts.second_factor import views as second_factor
from accounts.views import SignIn

app_name = "accounts"

urlpatterns = [
    path("", show_account, name="account"),
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
    path("language/", choose, name="language"),
    path("second-factor/", second_factor.Overview.as_view(), name="second_factor"),
    path("second-factor/set-up/", second_factor.SetUp.as_view(), name="second_factor_set_up"),
    path("second-factor/codes/", second_factor.RecoveryCodes.as_view(), name="second_factor_codes"),
    path("second-factor/code/", second_factor.EnterCode.as_view(), name="second_factor_code"),
    path("passkeys/", passkeys.Passkeys.as_view(), name="passkeys"),
    path("passkeys/options/", passkey_options.to_add, name="passkey_options"),
    path("passkeys/<int:pk>/remove/", passkeys.Remove.as_view(), name="passkey_remove"),
    path("passkeys/sign-in/", passkeys.SignInByPasskey.as_view(), name="passkey_sign_in"),
    path("passkeys/sign-in/options/", passkey_options.to_sign_in, name="passkey_sign_in_options"),
    path("passkeys/show/", passkeys.ShowPasskey.as_view(), name="passkey_show"),
    path("passkeys/show/options/", passkey_options.to_show, name="passkey_show_options"),
]
