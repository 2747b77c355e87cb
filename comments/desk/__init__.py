"""The moderation desk in the admin: its cards, its acts, its pages and the log. comments/queue/ says what waits."""
