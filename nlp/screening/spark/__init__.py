"""Screening on Spark: the same pipeline on many machines, one a worker process, with the same tables as on one computer.

    from nlp.screening.spark import screen
    manifest = screen(spark, "/Volumes/main/closed/export.parquet", "/Volumes/main/closed/second-look", profile="rules")

The cases of an export go out in shares, and no case is parted. A share comes back whole as the part that a local worker would have
written, so results do not depend on where a share was read, how often, or in what order. pyspark is imported only here.
"""

from nlp.screening.spark.engine import screen, spark_engine, spark_input
from nlp.screening.spark.session import session

__all__ = ["screen", "session", "spark_engine", "spark_input"]
