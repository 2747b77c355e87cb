"""Who somebody is beyond what they type: a signed-in account, or the owner of an e-mail address that was confirmed.

A link by mail proves the address and binds it to the browser in which its button is pressed, by a cookie of ours.
"""

from comments.identity.asking import ask
from comments.identity.browser import is_bound
from comments.identity.forgetting import forget
from comments.identity.proof import address_of, made_for, of, owner_of_address

__all__ = ["address_of", "ask", "forget", "is_bound", "made_for", "of", "owner_of_address"]
