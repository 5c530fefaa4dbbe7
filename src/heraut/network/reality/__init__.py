"""The registry against reality: asking each platform who a channel is, and what comes of the answer."""
