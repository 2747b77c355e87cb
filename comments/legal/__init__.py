"""Notices of illegal content: how they come in and are decided, and who is told what (EU 2022/2065, 16 and 17)."""
