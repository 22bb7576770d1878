"""Judging the model: what is drawn to be read, and what the readers' decisions say about it.

Plain rows in, plain records out: nothing here knows a database, a page or a queue's reservations.
"""
