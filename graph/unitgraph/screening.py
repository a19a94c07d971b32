"""The former name of :mod:`unitgraph.checking`, for programs that import ``unitgraph.screening.spark``.

Deprecated; will be removed in the release after next.
"""

from pathlib import Path

__path__ = [str(Path(__file__).with_name("checking"))]
