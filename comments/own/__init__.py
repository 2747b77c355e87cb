"""What people can do with what they wrote themselves: change it, withdraw it, appeal, see it all, have it erased."""
