from django.urls import include, path, re_path

from accounts.language import choose
from accounts.passkeys import options as passkey_options
from accounts.passkeys import views as passkeys
from accounts.readers import addresses, confirming, forgotten, own, signing_up
from accounts.readers.account import show_account
from accounts.readers.links import PATTERN
from accounts.second_factor import views as second_factor
from accounts.views import SignIn, SignOut, change_password

app_name = "accounts"

urlpatterns = [
    path("", show_account, name="account"),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", SignOut.as_view(next_page="/"), name="logout"),
    path("sign-up/", signing_up.sign_up, name="sign_up"),
    path("sign-up/mailed/", signing_up.mail_again, name="mailed"),
    re_path(rf"^confirm/{PATTERN}/$", confirming.confirm, name="confirm"),
    path("password/", change_password, name="password_change"),
    path("password/reset/", forgotten.ask, name="password_reset"),
    re_path(rf"^password/reset/{PATTERN}/$", forgotten.choose, name="password_reset_link"),
    path("name/", own.change_name, name="name"),
    path("addresses/add/", addresses.add_address, name="add_address"),
    re_path(r"^addresses/(?P<number>[1-9][0-9]{0,17})/$", addresses.act_on_address, name="address"),
    path("sessions/", own.end_sessions, name="sessions"),
    path("elsewhere/", include("accounts.elsewhere.urls")),
    path("language/", choose, name="language"),
    path("second-factor/", second_factor.Overview.as_view(), name="second_factor"),
    path("second-factor/set-up/", second_factor.SetUp.as_view(), name="second_factor_set_up"),
    path("second-factor/codes/", second_factor.RecoveryCodes.as_view(), name="second_factor_codes"),
    path("second-factor/code/", second_factor.EnterCode.as_view(), name="second_factor_code"),
    path("passkeys/", passkeys.Passkeys.as_view(), name="passkeys"),
    path("passkeys/options/", passkey_options.to_add, name="passkey_options"),
    path("passkeys/<int:pk>/name/", passkeys.Rename.as_view(), name="passkey_name"),
    path("passkeys/<int:pk>/remove/", passkeys.Remove.as_view(), name="passkey_remove"),
    path("passkeys/sign-in/", passkeys.SignInByPasskey.as_view(), name="passkey_sign_in"),
    path("passkeys/sign-in/options/", passkey_options.to_sign_in, name="passkey_sign_in_options"),
    path("passkeys/show/", passkeys.ShowPasskey.as_view(), name="passkey_show"),
    path("passkeys/show/options/", passkey_options.to_show, name="passkey_show_options"),
]
