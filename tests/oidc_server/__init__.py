"""
A real OpenID Connect issuer on loopback, for tests: discovery, a page that asks the person, tokens, keys, userinfo.

It is as strict as a good one: a code counts once, PKCE (S256) and the redirect address must be right, the client shows
its secret. What it does wrong, a test tells it: `issuer.claims`, `issuer.faults`. Tokens are signed with cryptography
alone, so that no library checks its own work.
"""

from tests.oidc_server.server import CLIENT, Fault, OidcServer, Server, running, settings_for
from tests.oidc_server.tokens import Person

__all__ = ["CLIENT", "Fault", "OidcServer", "Person", "Server", "running", "settings_for"]
