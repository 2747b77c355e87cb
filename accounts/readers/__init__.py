"""Accounts of readers: signing up, the confirmation by mail, forgotten passwords, and the page of one's own account.

django-allauth keeps addresses and makes the keys; pages, mails, limits and words are ours.
"""
