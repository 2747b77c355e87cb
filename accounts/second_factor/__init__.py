"""What staff show besides their password: a code of an authenticator app, or one of the recovery codes.

django-allauth keeps the authenticators and walks through the steps of signing in; pages, limits and what must hold in
several processes (a code counts once) are ours. Nothing in here is imported by pages that readers see.
"""
