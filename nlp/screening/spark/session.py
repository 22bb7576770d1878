"""The Spark session: the one that is there (a notebook, spark-submit), or one of this computer's own."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nlp.errors import ScreeningError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_NO_SPARK: Final = "Spark is not installed; run: pip install 'secondlook[spark]'"
_NO_JAVA: Final = (
    "Spark needs Java 17 or newer, and none is found; install it (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME"
)
_MASTER: Final = "SECONDLOOK_SPARK_MASTER"


def missing() -> str:
    """Return what is missing for Spark on this computer and what to do, "" where nothing is."""
    if importlib.util.find_spec("pyspark") is None:
        return _NO_SPARK
    home = os.environ.get("JAVA_HOME", "")
    return "" if shutil.which("java") or (home and (Path(home) / "bin" / "java").exists()) else _NO_JAVA


def session(master: str = "") -> "SparkSession":
    """Return the session that is active, or one for `master` (by the environment, else all cores of this computer).

    A session of our own listens on this computer only, shows no page, encrypts what it writes for itself, and logs errors alone.
    """
    problem = missing()
    if problem and (problem == _NO_SPARK or not _under_submit()):
        raise ScreeningError(problem)
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    builder = SparkSession.builder.appName("Second Look")
    if _under_submit():
        return builder.getOrCreate()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.io.encryption.enabled": "true",  # what it writes for itself holds notes
        "spark.ui.showConsoleProgress": "false",
        "spark.eventLog.enabled": "false",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{Path(__file__).with_name('log4j2.properties')}",
        "spark.sql.warehouse.dir": str(Path(os.environ.get("TMPDIR", "/tmp")) / "secondlook-spark-warehouse"),  # noqa: S108  # never made
    }
    builder = builder.master(master or os.environ.get(_MASTER, "") or "local[*,4]")  # four tries for a task, as on a cluster
    for key, value in settings.items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except Exception as error:  # py4j raises what Java raised
        problem = type(error).__name__
    raise ScreeningError(f"Spark could not start ({problem}); check Java and the master, or use --engine local")


def _under_submit() -> bool:
    """Say whether spark-submit or a platform started this process and has a gateway to Java for it."""
    return "PYSPARK_GATEWAY_PORT" in os.environ or "DATABRICKS_RUNTIME_VERSION" in os.environ
