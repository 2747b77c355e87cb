"""What somebody should be called for: looked for every minute, shown over the desk, and mailed to whoever wants it."""
