"""Structured data for search engines: what pages are about, in the terms of schema.org."""

from __future__ import annotations

from unitgraph.checking.chains import chain_line
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.lexicon.tables import country_name
from unitgraph.web.http.bodies import Json
from unitgraph.web.http.negotiation import DOCUMENTS, HTML
from unitgraph.web.pages.unitpage import UnitPage
from unitgraph.web.service import ListAbout, Service


def structured_unit(service: Service, shown: UnitPage, address: str) -> Json:
    """The unit in the terms of schema.org."""
    node = shown.node
    content: Json = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "@id": node.iri,
        "name": node.name,
        "alternateName": list(node.other_names),
        "url": f"{address}{service.local(node.iri)}",
        "description": f"{shown.sentence} {CAVEATS[0]}",
        "location": {"@type": "Country", "name": country_name(node.country), "identifier": node.country},
        "subjectOf": [
            {
                "@type": "CreativeWork",
                "name": each.of.title,
                **_publisher("publisher", each.of),
                **({"url": each.of.source} if each.of.source else {}),
                "text": each.verbatim,
                "temporalCoverage": str(each.year),
            }
            for each in shown.denials
        ],
    }
    if node.superiors:
        content["parentOrganization"] = [
            {"@type": "GovernmentOrganization", "@id": each.iri, "name": each.name} for each, _ in shown.above
        ]
    if shown.chains.shown[0][:-1]:
        content["disambiguatingDescription"] = chain_line(shown.chains.shown[0])
    return content


def _publisher(relation: str, about: ListAbout) -> Json:
    """The publisher of a list, where one is stated."""
    return {relation: {"@type": "Organization", "name": about.publisher}} if about.publisher else {}


def structured_list(service: Service, about: ListAbout, address: str) -> Json:
    """The list in the terms of schema.org."""
    documents = f"{address}{service.local(about.iri)}"
    content: Json = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": about.iri,
        "name": about.title,
        "description": f"{about.scope} {CAVEATS[0]}",
        "url": f"{address}/lists/{about.name}",
        **_publisher("creator", about),
        "temporalCoverage": about.year,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": form.media_type, "contentUrl": f"{documents}.{form.name}"}
            for form in DOCUMENTS
            if form is not HTML
        ],
    }
    known = {"license": about.license, "isBasedOn": about.source}
    return content | {name: value for name, value in known.items() if value}
