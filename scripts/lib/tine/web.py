"""scripts/web: the page that boots the image in a browser, put together in a folder and served from there.

The folder can be copied to any web server as it is.

SPDX-License-Identifier: MIT
"""

import argparse
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tine import packages
from tine.build import ROOT, Build

WEB = ROOT / "web"
OWN_FILES = ("index.html", "style.css", "page.js")
PACKAGED_FILES = {
    "v86.mjs": "v86/build/libv86.mjs",
    "v86.wasm": "v86/build/v86.wasm",
    "xterm.mjs": "@xterm/xterm/lib/xterm.mjs",
    "xterm.css": "@xterm/xterm/css/xterm.css",
}
FIRMWARE = {
    "bios.bin": "/usr/share/seabios/bios.bin",
    "vgabios.bin": "/usr/share/seabios/vgabios-stdvga.bin",
}


def install_packages(folder: Path) -> Path:
    """The npm packages that package-lock.json pins, fetched again only when it has changed."""
    lock = folder / "package-lock.json"
    wanted = (WEB / lock.name).read_bytes()
    modules = folder / "node_modules"
    if not modules.is_dir() or not lock.exists() or lock.read_bytes() != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(WEB / "package.json", folder)
        lock.write_bytes(wanted)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        if subprocess.run(command, cwd=folder, stdout=sys.stderr).returncode != 0:
            shutil.rmtree(modules, ignore_errors=True)
            sys.exit("tine: npm ci failed")
    return modules


def make_site(build: Build) -> Path:
    """The page with all that it loads; the image must be up to date."""
    modules = install_packages(build.folder / "web/packages")
    site = build.folder / "web/site"
    site.mkdir(exist_ok=True)
    files = {name: WEB / name for name in OWN_FILES}
    files |= {name: modules / path for name, path in PACKAGED_FILES.items()}
    files |= {name: Path(path) for name, path in FIRMWARE.items()}
    files["tine.iso"] = build.iso
    for name, source in files.items():
        shutil.copyfile(source, site / name)
    return site


class Handler(SimpleHTTPRequestHandler):
    """Serves what is there now: a page that is worked on must not come from a browser's cache."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


def server(site: Path, port: int) -> ThreadingHTTPServer:
    """For this computer only. Port 0: any."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(site)))


def main() -> int:
    parser = argparse.ArgumentParser(prog="web", description="Build the page that boots Tine in a browser, and serve it.")
    parser.add_argument("--build-only", action="store_true", help="say where the page is, and end")
    parser.add_argument("--port", type=int, default=8000, help="default 8000")
    parser.add_argument("--build-dir", metavar="DIR", type=Path, help="take the image of this build directory, as it is")
    options = parser.parse_args()
    build = Build(options.build_dir.resolve()) if options.build_dir else Build()
    if not options.build_dir:
        packages.ensure(packages.BUILD | packages.WEB)
        build.make(build.iso)
    site = make_site(build)
    if options.build_only:
        print(site)
        return 0
    with server(site, options.port) as http:
        print(f"tine: http://localhost:{http.server_port}/ has the page; Ctrl-C ends it", file=sys.stderr)
        try:
            http.serve_forever()
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
