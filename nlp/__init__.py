"""Text in, flags and findings out."""
