"""What a tenant decided for itself: hours, pressure and days, never wider than the law."""
