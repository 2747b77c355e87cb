"""`make run`: prepares the site, starts what the Procfile names and keeps it running until it is told to stop."""
