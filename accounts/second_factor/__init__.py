"""What staff show besides their password: a code of an authenticator app, one of the recovery codes, or a passkey.

django-allauth keeps the authenticators and walks through the steps of signing in; pages, limits and what must hold in
several processes (a code counts once) are ours. Nothing in here is imported by pages that readers see.
"""
