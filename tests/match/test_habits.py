"""Writing habits: what stands about a name is left out, and nothing else."""

from __future__ import annotations

import pytest

from unitgraph.match.habits import plain_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Members of the Mirna Battalion", ("Mirna Battalion",)),
        ("Commander of Mirna Battalion", ("Mirna Battalion",)),
        ("Commanding Officer, Mirna Battalion", ("Mirna Battalion",)),
        ("OIC Mirna Police Station", ("Mirna Police Station",)),
        ("O/C Mirna Police Station", ("Mirna Police Station",)),
        ("A member of the Mirna Battalion", ("Mirna Battalion",)),
        ("so-called Kordora Guard", ("Kordora Guard",)),
        ("Former members of the so-called Kordora Guard", ("Kordora Guard",)),
        ("Mirna Battalion (a.k.a. Night Watch)", ("Mirna Battalion", "Night Watch")),
        ("Mirna Battalion aka “Night Watch”", ("Mirna Battalion", "Night Watch")),
        ("Mirna Battalion, also known as Night Watch", ("Mirna Battalion", "Night Watch")),
        ("Mirna Battalion (formerly known as Night Watch)", ("Mirna Battalion", "Night Watch")),
        ("Mirna Battalion (aka Night Watch), Army", ("Mirna Battalion, Army", "Night Watch, Army")),
        ("Mirna Battalion, also known as Night Watch, Army", ("Mirna Battalion, Army", "Night Watch, Army")),
        ("Mirna Battalion, Toluria Army (aka TA)", ("Mirna Battalion, Toluria Army", "TA")),
        ("Mirna Battalion (a/k/a Night Watch; alias Owls)", ("Mirna Battalion", "Night Watch", "Owls")),
        ("Intelligence Chief of the 3 Brigade, Army", ("3 Brigade, Army",)),
        ("ou=Traffic Unit,ou=Mirna Police,dc=example,dc=org", ("Traffic Unit, Mirna Police",)),
        ("Police Forces of Niger (2011-) Mirna Guard", ("Mirna Guard, Niger",)),
        ("Military Forces of Niger (2011-2021)", ("Military Forces of Niger",)),
        ("Army > Mirna Battalion (aka Night Watch)", ("Army > Mirna Battalion", "Army > Night Watch")),
        ("Army (aka TA) > Commander of Mirna Battalion", ("Army > Mirna Battalion",)),
        (
            "Mirna Battalion (aka Owls), Korbad, Niger [GLOMAG]",
            ("Mirna Battalion, Korbad, Niger", "Owls, Korbad, Niger"),
        ),
        # Names that only look so.
        ("Mirna Battalion, Korbad [MBK]", ("Mirna Battalion, Korbad [MBK]",)),
        ("Chief of Army Staff", ("Chief of Army Staff",)),
        ("Commando Battalion", ("Commando Battalion",)),
        ("Akane Station", ("Akane Station",)),
        ("A Company", ("A Company",)),
        ("Members", ("Members",)),
        ("River Police (Deputy Inspector)", ("River Police (Deputy Inspector)",)),
        ("", ("",)),
    ],
)
def test_the_names_in_a_text(text: str, names: tuple[str, ...]) -> None:
    assert plain_names(text) == names
