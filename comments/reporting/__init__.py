"""What readers tell the desk about a comment: reports, and notices of illegal content. Nobody needs an account."""
