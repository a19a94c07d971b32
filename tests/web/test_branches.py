"""Parts of the hierarchy as pages draw them."""

from __future__ import annotations

from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Listing, Node
from unitgraph.web.pages.branches import branches, part_of


def test_a_part_says_which_units_may_be_listed_ones() -> None:
    listings = (Listing(2018, "made-up", 1, "Velabad Guard", "e"),)
    top = Node("x:top", "Velabad Army", (), "MX", ())
    alike = Node("x:a", "Guard of Velabad", (), "MX", ("x:top",), possibly=("x:l",))
    listed = Node("x:l", "Velabad Guard", (), "MX", (), listings, possibly=("x:a",))
    whole = Hierarchy([top, alike, listed])
    for kept, told in (({"x:top", "x:a", "x:l"}, "Velabad Guard"), ({"x:top", "x:a"}, "")):
        (branch,) = branches(part_of(whole, kept), [top])
        assert [each.drawn.may_be for each in branch.below] == [told]
