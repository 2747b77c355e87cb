"""Feeds, in RSS 2.0 and Atom alike: what an entry is, how it is written, under which addresses."""
