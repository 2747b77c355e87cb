"""Passkeys: a device shows who somebody is by a key that never leaves it, to this site alone.

One that has asked for finger, face or PIN stands for the password and the second factor together. django-allauth keeps
them (`mfa_authenticator`, as its own pages would), fido2 checks what devices sign; both are imported where a passkey is
made or shown and nowhere else, as fido2 alone takes 12 MB.
"""
