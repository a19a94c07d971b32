"""Record linkage: finds the unit that a name means, with candidates, scores and reasons."""

from unitgraph.match.forms import form_of
from unitgraph.match.matcher import Matcher
from unitgraph.match.values import NO_FEATURES, Candidate, Match, NamedUnit, Outcome

__all__ = ["NO_FEATURES", "Candidate", "Match", "Matcher", "NamedUnit", "Outcome", "form_of"]
