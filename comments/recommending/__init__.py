"""The one reaction there is: a browser says that a comment is worth reading, and may take that back. No account."""
