"""The functions of ``kernels`` compiled with numba, over numpy arrays: for many names against many units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from inspect import getfile
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from unitgraph.match import kernels
from unitgraph.system.digests import whole

SearchKernel = Callable[[kernels.Tables, kernels.Scratch, kernels.FormBatch, kernels.TopRecords], None]


def available() -> bool:
    """Whether numba and numpy are installed (the extra ``screen``)."""
    from importlib.util import find_spec

    return find_spec("numba") is not None and find_spec("numpy") is not None


@cache
def compiled_search() -> SearchKernel:
    """``kernels.search``, compiled. The first call on a machine takes some seconds; the code is cached on disk."""
    search: SearchKernel = compile_in_order(kernels, kernels.COMPILED_ORDER)["search"]
    return search


def compile_in_order(module: ModuleType, names: Sequence[str]) -> dict[str, Any]:
    """The functions of a module, compiled, by name; ``names`` has each after those it calls.

    Every function gets a copy of the module's globals in which the functions it calls are already compiled: there is
    one source, and the uncompiled functions stay as they are. They are taken from the source once more, since numba
    cannot read what a tool that measures coverage makes of them. Cached code is found under the digest of the source:
    numba goes by time and size, which an upgrade may leave as they were, and fails on what names a class that is gone.
    """
    import numba

    path = Path(getfile(module))
    source = path.read_bytes()
    digest = sha256(source).hexdigest()[:16]
    whole = compile(source, path, "exec", dont_inherit=True)
    codes = {code.co_name: code for code in whole.co_consts if isinstance(code, CodeType)}
    scope = dict(vars(module))
    for name in names:
        copy = FunctionType(codes[name], scope, name, vars(module)[name].__defaults__)
        copy.__module__ = module.__name__
        copy.__qualname__ = f"{name}_{digest}"
        scope[name] = numba.njit(cache=True)(copy)
    return {name: scope[name] for name in names}


def table_arrays(tables: kernels.Tables) -> kernels.Tables:
    """The arrays of an index as numpy views, read-only and without copying."""
    import numpy as np

    def view(values: Any) -> Any:
        view = whole(values)
        made = np.frombuffer(view, dtype=np.float64 if view.format == "d" else np.int32)
        made.flags.writeable = False
        return made

    return kernels.Tables(*(view(values) for values in tables))


def asked_arrays(asked: kernels.FormBatch) -> kernels.FormBatch:
    """Forms to look up as numpy arrays."""
    import numpy as np

    fields: dict[str, Any] = {
        name: np.array(values, dtype=np.float64 if name == "near_similarity" else np.int32)
        for name, values in asked._asdict().items()
    }
    return kernels.FormBatch(**fields)


def as_lists(found: Any) -> kernels.TopRecords:
    """Results in numpy arrays as Python numbers; the features, of which few are needed, as a view."""
    fields: Any = (*(values.tolist() for values in found[:-1]), memoryview(found[-1]))
    return kernels.TopRecords(*fields)


def numpy_scratch(records: int) -> kernels.Scratch:
    """Scratch space for compiled code."""
    import numpy as np

    sizes = kernels.scratch_sizes(records)
    fields: Any = (np.zeros(size, np.float64 if floats else np.int32) for size, floats in sizes)
    return kernels.Scratch(*fields)


def numpy_found(forms: int) -> kernels.TopRecords:
    """Space for the results of ``forms`` forms."""
    import numpy as np

    kept = forms * kernels.KEPT
    sizes = (forms, kept, kept, kept, kept, kept, kept, kept * kernels.FEATURES)
    kinds = ("i4", "i4", "f8", "f8", "i8", "i8", "i8", "f8")
    fields: Any = (np.zeros(size, kind) for size, kind in zip(sizes, kinds, strict=True))
    return kernels.TopRecords(*fields)
