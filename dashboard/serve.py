"""The web server: gunicorn with workers that hold no state."""

from __future__ import annotations

import gc
import socket
from typing import Any

from gunicorn.app.base import BaseApplication

from etl.errors import SettingsError
from etl.settings import Settings

WORKERS = 2
THREADS = 4
REQUEST_SECONDS = 60
STOP_SECONDS = 20  # open requests may finish; below the 30 s a service manager waits


class WebServer(BaseApplication):
    """gunicorn configured from our settings alone; each worker makes its own app and its own connections."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"{_bracketed(self.settings.host)}:{self.settings.port}",
            "workers": WORKERS,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": REQUEST_SECONDS,
            "graceful_timeout": STOP_SECONDS,
            "loglevel": "warning",
            "proc_name": "mis-serve",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from dashboard.app import create_app

        server = create_app(self.settings).server
        gc.collect()
        gc.freeze()  # what a worker starts with stays, and what it keeps is seldom looked through:
        # a page would wait for it half a second
        gc.set_threshold(20_000, 4, 1_000)
        return server


def check_port(settings: Settings) -> None:
    """Raises SettingsError when host and port cannot be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsError(
                f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}).",
                "Stop what listens there, or set MIS_PORT (and MIS_HOST) to others, as MIS_PORT=8051 make run.",
            ) from None


def run_web_server(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    check_port(settings)
    WebServer(settings).run()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
