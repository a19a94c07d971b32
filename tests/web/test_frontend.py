"""The parts of others: pinned, taken along when npm is there, and never committed."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

FRONTEND = "graph/unitgraph/web/frontend"


@pytest.fixture
def hook(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_hook", root / FRONTEND / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_version_is_pinned_with_its_hash(root: Path) -> None:
    wanted = json.loads((root / FRONTEND / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((root / FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert set(wanted) == {"@picocss/pico", "@zazuko/yasqe", "htmx.org"}
    for name, version in wanted.items():
        assert locked[f"node_modules/{name}"]["version"] == version
    packages = [each for place, each in locked.items() if place]
    assert len(packages) >= 3
    assert all(each["integrity"].startswith("sha512-") for each in packages)


def test_nothing_of_others_is_committed(root: Path) -> None:
    if not (root / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(
        ["git", "ls-files", "graph/unitgraph/web"], cwd=root, capture_output=True, text=True, check=True
    )
    assert "static/style.css" in listed.stdout
    assert "vendor" not in listed.stdout
    assert "node_modules" not in listed.stdout


def test_parts_are_placed_with_their_licences(hook: ModuleType, tmp_path: Path) -> None:
    modules, vendor = tmp_path / "modules", tmp_path / "vendor"
    for source in hook.FILES:
        (modules / source).parent.mkdir(parents=True, exist_ok=True)
        (modules / source).write_text("content\n//# sourceMappingURL=x.map", encoding="utf-8")
    package = modules / "htmx.org"
    (package / "package.json").write_text('{"name": "htmx.org", "version": "1", "license": "0BSD"}', encoding="utf-8")
    (package / "LICENSE").write_text("Permission to use", encoding="utf-8")
    hook.place_parts(modules, vendor)
    assert {each.name for each in vendor.iterdir()} == {*hook.FILES.values(), "LICENSES.txt"}
    assert (vendor / "htmx.min.js").read_text(encoding="utf-8") == "content"
    assert "htmx.org 1, licence: 0BSD\nPermission to use" in (vendor / "LICENSES.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("wish", "fails"), [("", False), ("skip", False), ("require", True)])
def test_without_npm_they_are_left_out(
    hook: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch, wish: str, fails: bool
) -> None:
    said: list[str] = []
    monkeypatch.setenv("UNITGRAPH_FRONTEND", wish)
    monkeypatch.setattr(hook.shutil, "which", lambda name: None)
    made: Any = SimpleNamespace(root=str(root), app=SimpleNamespace(display_warning=said.append))
    made._fetch = lambda: hook.FrontendHook._fetch(made)
    build_data: dict[str, Any] = {"artifacts": []}
    if fails:
        with pytest.raises(RuntimeError, match="npm is not installed"):
            hook.FrontendHook.initialize(made, "standard", build_data)
    else:
        hook.FrontendHook.initialize(made, "standard", build_data)
        assert "the pages work without them" in said[0]
    assert build_data["artifacts"] == []
    assert build_data["force_include"] == {str(root / "graph/docs"): "unitgraph/docs"}


def test_pages_do_without_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    from unitgraph.web import Settings, create_app
    from unitgraph.web.http import rendering

    monkeypatch.setattr(rendering, "VENDOR", tmp_path)
    rendering.vendor.cache_clear()
    try:
        with TestClient(create_app(Settings()), base_url="http://127.0.0.1") as client:
            for address in ("/", "/sparql", "/lists/2018"):
                response = client.get(address, headers={"accept": "text/html"})
                assert response.status_code == 200
                assert "vendor" not in response.text
                assert "<script src" not in response.text
    finally:
        rendering.vendor.cache_clear()
