"""What moderators look at to see how the desk does: figures from the log, each with the sentence that says it."""
