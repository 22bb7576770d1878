"""The addresses of the API, one module for each subject, and the guards that stand before them."""
