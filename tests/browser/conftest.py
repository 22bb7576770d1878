"""A server as a user starts it, and a real browser: Debian's Chromium, driven by Playwright."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a ready server, started once."""
    yield from serving(tmp_path_factory.mktemp("server"))


def serving(folder: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[str]:
    """The address of a server of its own, which ends with the test; its log is in `folder`."""
    command = [sys.executable, "-m", "api.cli", "serve", "--no-open", "--port", "0", "--workers", "1", *options]
    with (
        (folder / "log").open("w") as err,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, text=True, env={**os.environ, **(environment or {})}) as process,
    ):
        try:
            assert process.stdout
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found
            wait_ready(found.group())
            yield found.group()
        finally:
            process.terminate()
            process.wait(20)


def wait_ready(url: str) -> None:
    """Wait until the workers have answered."""
    end = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health/ready"):  # noqa: S310  # an address of ours
                return
        except urllib.error.URLError:
            assert time.monotonic() < end
            time.sleep(0.1)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, started once."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """A fresh profile."""
    made = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900})
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab in which no script may fail and no policy may be broken."""
    wrong: list[str] = []
    made = context.new_page()
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None)
    yield made
    assert wrong == []


VENDOR = Path(__file__).parent / "vendor"
