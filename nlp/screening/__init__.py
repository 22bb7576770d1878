"""Screening closed cases: many notes read, shared out, and written as tables that a person can go through."""
