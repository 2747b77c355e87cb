"""Starts the database engine of a run before pytest-django reads the settings: `TESTDB=pg` brings up PostgreSQL."""
