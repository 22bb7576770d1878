"""Back-ups and their return, what is held about one case, and its deletion."""
