"""Accounts and what they may do."""

from moving.archives.kind import Kind

PEOPLE = (
    Kind(
        "groups",
        "auth.group",
        "Groups of staff, and their rights as “app.codename”. The roles of every installation are among them.",
        "id name permissions",
    ),
    Kind(
        "users",
        "accounts.user",
        "Accounts. A password is a salted hash in the form of Django; with it people sign in as before.",
        "id username* password! last_login* is_superuser first_name* last_name* email* is_staff is_active date_joined"
        " public_name* desk_keys language groups user_permissions",
        rebuilt="session_nonce",
    ),
    Kind(
        "groups_with_second_factor",
        "accounts.asksforsecondfactor",
        "Groups whose members do nothing in the admin without a second factor.",
        "group",
    ),
    Kind(
        "email_addresses",
        "account.emailaddress",
        "Addresses of accounts, and whether their owner has confirmed them.",
        "id user email* verified primary",
    ),
    Kind(
        "authenticators",
        "mfa.authenticator",
        "Second factors. What is secret in `data` is encrypted under a key made from SECRET_KEY.",
        "id user type data! created_at last_used_at",
    ),
    Kind(
        "connections",
        "socialaccount.socialaccount",
        "Accounts of people elsewhere, by which they sign in here; `uid` is how the other site calls them.",
        "id user provider uid* last_login* date_joined extra_data*",
    ),
    Kind(
        "admin_log",
        "admin.logentry",
        "What people did in the admin's stock pages; `content_type` is “app.model”.",
        "id action_time user content_type object_id object_repr action_flag change_message",
    ),
)
