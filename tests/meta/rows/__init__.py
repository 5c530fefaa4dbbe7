"""What each app brings to the walks (see tests.meta.examples)."""
