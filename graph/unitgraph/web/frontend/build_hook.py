"""Adds the guides to a wheel, and third-party front-end files from the npm registry, as pinned by the lock file.

Runs when a wheel or an editable install is built. Without npm or a network, the files are left out with a warning, and
the pages work without them. ``UNITGRAPH_FRONTEND=require`` makes their absence an error, ``UNITGRAPH_FRONTEND=skip``
leaves them out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = "graph/unitgraph/web/frontend"
GUIDES = "graph/docs"
VENDOR = "graph/unitgraph/web/static/vendor"
FILES = {
    "@picocss/pico/css/pico.classless.min.css": "pico.classless.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "@zazuko/yasqe/build/yasqe.min.css": "yasqe.min.css",
    "@zazuko/yasqe/build/yasqe.min.js": "yasqe.min.js",
}


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """The build hook named in ``pyproject.toml``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the files into the package, and include them in the wheel although git ignores them."""
        if version == "standard":  # an editable install reads them where they are
            build_data.setdefault("force_include", {})[str(Path(self.root, GUIDES))] = "unitgraph/docs"
        wish = os.environ.get("UNITGRAPH_FRONTEND", "")
        fault = "left out as requested" if wish == "skip" else self._fetch()
        if fault and wish == "require":
            raise RuntimeError(f"front-end files: {fault}")
        if fault:
            self.app.display_warning(f"front-end files left out ({fault}); the pages work without them")
        else:
            build_data["artifacts"].append(f"{VENDOR}/*")

    def _fetch(self) -> str:
        """The error; empty if the files are there."""
        npm = shutil.which("npm")
        if npm is None:
            return "npm is not installed"
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(Path(self.root, HERE, name), folder)
            # No package script runs: only files are copied.
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            try:
                subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)  # noqa: S603
            except (OSError, subprocess.SubprocessError) as error:
                return f"npm could not fetch them: {error}"
            place_parts(Path(folder, "node_modules"), Path(self.root, VENDOR))
        return ""


def place_parts(modules: Path, vendor: Path) -> None:
    """Copy the files used by pages from ``modules`` to ``vendor``, with the licences of their packages."""
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for source, name in FILES.items():
        content = (modules / source).read_bytes()
        # The source maps that these lines refer to are not copied.
        lines = [line for line in content.split(b"\n") if b"sourceMappingURL=" not in line or len(line) > 500]
        (vendor / name).write_bytes(b"\n".join(lines))
    (vendor / "LICENSES.txt").write_text("\n\n".join(_licences(modules)), encoding="utf-8")


def _licences(modules: Path) -> list[str]:
    texts = []
    for package in sorted(path.parent for path in modules.glob("**/package.json")):
        about = json.loads((package / "package.json").read_text(encoding="utf-8"))
        if "name" not in about or "version" not in about:
            continue
        files = sorted(each for each in package.iterdir() if each.name.lower().startswith(("licen", "copying")))
        words = [f"{about['name']} {about['version']}, licence: {about.get('license', 'see below')}"]
        texts.append("\n".join([*words, *(each.read_text(encoding="utf-8") for each in files if each.is_file())]))
    return texts
