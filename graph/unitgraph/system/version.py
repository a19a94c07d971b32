"""The version of this release; nothing else states it."""

from __future__ import annotations

__version__ = "0.1.0"
