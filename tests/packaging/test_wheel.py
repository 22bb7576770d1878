"""The wheel: the same bytes from two trees, and, installed where the tree is gone, it scans, serves and holds its rules and models."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.packaging.wheel import built, clean, copied, environment_with

NOTE = "Home visit. Strong smell of cannabis in the hall. Leo (7) was at school. Mum says he takes her bank card."


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel, whose tree is gone."""
    folder = tmp_path_factory.mktemp("wheel")
    tree = copied(folder / "tree")
    wheel = built(tree, folder / "dist")
    shutil.rmtree(tree)
    return environment_with(wheel, folder / "environment")


def test_two_trees_give_the_same_bytes_with_every_file_of_the_packages_and_no_other(tmp_path: Path) -> None:
    """Large files are cut short here, which saves time and changes nothing; `make wheel` compares two whole wheels."""
    first, second = copied(tmp_path / "a", most=100_000), copied(tmp_path / "elsewhere" / "b", most=100_000)
    for path in second.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        if path.is_file():
            path.chmod(0o600)
    wheels = [built(tree, tmp_path / name) for tree, name in ((first, "1"), (second, "2"))]
    assert wheels[0].name == wheels[1].name
    assert wheels[0].read_bytes() == wheels[1].read_bytes()
    with zipfile.ZipFile(wheels[0]) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    command = ["git", "ls-files", "nlp", "api", "training", "evaluation"]
    assert inside == set(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())
    (first / "nlp" / "added.py").write_text("1\n", encoding="utf-8")
    assert built(first, tmp_path / "3").read_bytes() != wheels[0].read_bytes()


def test_what_is_installed_reads_with_both_profiles_and_nothing_of_the_tree(installed: Path, tmp_path: Path) -> None:
    code = (
        "import sys, json, nlp, api.http, evaluation.metrics\n"
        f"flags = {{p: [f.indicator for f in nlp.load(profile=p).review(nlp.Note(text={NOTE!r})).flags] for p in ('rules', 'full')}}\n"
        "files = [m.__file__ for m in list(sys.modules.values()) if getattr(m, '__file__', None)]\n"
        "print(json.dumps([flags, nlp.__file__, files]))"
    )
    done = subprocess.run([installed / "python", "-c", code], cwd=tmp_path, env=clean(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    flags, place, files = json.loads(done.stdout)
    assert place.startswith(str(installed.parent))
    assert [name for name in files if name.startswith(f"{ROOT}{os.sep}") and "site-packages" not in name] == []
    for profile in ("rules", "full"):
        assert "cannabis_use" in flags[profile]


def test_the_installed_commands_work(installed: Path, tmp_path: Path) -> None:
    command = [str(installed / "secondlook"), "scan", "--profile", "rules", "--format", "json", "-"]
    done = subprocess.run(command, input=NOTE, cwd=tmp_path, env=clean(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "cannabis_use" in done.stdout
    data = clean(XDG_DATA_HOME=str(tmp_path), SECONDLOOK_PROFILE="rules")
    serve = [str(installed / "secondlook"), "serve", "--no-open", "--port", "0", "--workers", "1"]
    with subprocess.Popen(serve, cwd=tmp_path, env=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            found = re.search(r":(\d+)/", process.stdout.readline())
            assert found
            port, end = int(found.group(1)), time.monotonic() + 300  # a busy machine starts workers slowly
            while ask(port, "GET", "/health/ready")[0] != 200:
                assert time.monotonic() < end
                time.sleep(0.1)
            status, body = ask(port, "POST", "/v1/reviews", json.dumps({"text": NOTE}))
            assert status == 200
            assert "cannabis_use" in [flag["indicator"] for flag in json.loads(body)["flags"]]
            page = ask(port, "GET", "/")[1].decode()
            linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
            assert len(linked) > 3
            assert {ask(port, "GET", address)[0] for address in linked} == {200}
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        finally:
            process.kill()


def ask(port: int, method: str, address: str, body: str | None = None) -> tuple[int, bytes]:
    """Return status and body of an answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, address, body, {"Content-Type": "application/json"} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
