"""The demo newspaper's pictures, as programs."""
