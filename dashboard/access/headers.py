"""Security and caching headers on every answer, whatever its status."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, request

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"
YEAR = 31_536_000
DAY = 86_400


def make_policy(script_hashes: Sequence[str]) -> str:
    """The content security policy: only this server, scripts by file or hash, styles may be inline (plotly, Dash)."""
    parts = [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        " ".join(["script-src 'self'", *dict.fromkeys(script_hashes)]),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
    ]
    return "; ".join(parts)


def install_headers(server: Flask, policy: str, *, is_production: bool) -> None:
    """Add the headers after every request, with this content security policy."""

    @server.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = policy
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = PERMISSIONS
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if is_production:
            headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        headers["Cache-Control"] = _caching(response)
        return response


def _caching(response: Response) -> str:
    """Files that carry their version in the address stay for a year, other files a while, everything else nowhere."""
    if response.status_code not in (200, 304):
        return "no-store"
    if request.path.startswith("/vendor/") or (request.path.startswith("/assets/") and "m" in request.args):
        return f"private, max-age={YEAR}, immutable"
    if request.path.startswith("/_dash-component-suites/"):
        is_fingerprinted = ".v" in request.path and "m" in request.path.rsplit(".v", 1)[-1]
        return f"private, max-age={YEAR}, immutable" if is_fingerprinted else f"private, max-age={DAY // 24}"
    if request.path.startswith("/assets/"):
        return f"private, max-age={DAY}"
    return "no-store"
