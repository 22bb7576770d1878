"""What is needed to ship Second Look and to run it for a team; none of it is in the wheel."""
