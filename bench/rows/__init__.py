"""One file per group of rows: `measure(bench)` yields them. The groups run in this order."""
