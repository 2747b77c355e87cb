"""Signing in with an account of another site: OpenID Connect issuers and GitHub, as SIGN_IN_WITH names them.

django-allauth speaks the protocols and keeps the connections; what of another site's word is believed, where it is
asked, what becomes of whom it proves, and all pages are ours. Nothing is asked before a reader wants to go there. What
is heavy (requests, PyJWT, cryptography) comes with `providers`, `transport` and `tokens`, which are imported late.
"""
