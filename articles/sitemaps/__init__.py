"""The addresses that search engines should know: one file while all fit into it, else an index of files."""
