"""`make bench`: what the site costs, beside what it may cost. docs/performance.md says how to read it."""
