"""Requests that fit the description of the JSON API, and requests that do not, by schemathesis."""

from __future__ import annotations

from typing import Any

import hypothesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance


def attack(operation: Any, mode: GenerationMode, examples: int, seed: int | None = None) -> int:
    """Try an operation; the number of requests. Raises what schemathesis finds wrong."""
    # No description tells which texts are countries.
    of_a_country = any(each.name == "code" for each in operation.query)
    unchecked = [positive_data_acceptance] if of_a_country else []
    tried = 0

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def one(case: Any) -> None:
        nonlocal tried
        tried += 1
        case.call_and_validate(timeout=30, excluded_checks=unchecked)

    try:
        (one if seed is None else hypothesis.seed(seed)(one))()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "nothing fits the description"
    return tried
