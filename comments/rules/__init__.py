"""The rules that the editors keep: what each may be set to, the words they look for, what is in force, rehearsal."""
