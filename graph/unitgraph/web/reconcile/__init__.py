"""Reconciliation Service API (W3C Entity Reconciliation Community Group): 0.2 at ``/reconcile``, 1.0-draft at
``/reconcile/1``. OpenRefine and other tools match columns of names with it. The scores are those of ``check``, in
hundredths."""

from __future__ import annotations

from unitgraph.web.reconcile import current, draft

ROUTES = [*draft.ROUTES, *current.ROUTES]

__all__ = ["ROUTES"]
