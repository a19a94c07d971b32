# Makes a dataset of model 0.1 one of model 0.2: a SPARQL 1.1 Update, for any store with named graphs.
#
# Where the sources are at hand, build them again instead: that also gives countries their links, texts their languages,
# and merges what several sources name. This is for datasets that are all there is. Afterwards load the ontology and the
# queries of this release, which are removed here: unitgraph export --include ontology --include queries.
#
# The IRIs of entries come from their texts in lower case. A build folds case a little further (the German sharp s), so
# the IRI of such an entry differs from that of a build.

PREFIX ug:      <https://w3id.org/unitgraph/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf:    <http://xmlns.com/foaf/0.1/>
PREFIX prov:    <http://www.w3.org/ns/prov#>
PREFIX rdfs:    <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema:  <https://schema.org/>
PREFIX skos:    <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd:     <http://www.w3.org/2001/XMLSchema#>
PREFIX is:      <urn:unitgraph:migration:>

# The ontology and the queries come with the release.
DELETE { GRAPH ?graph { ?s ?p ?o } }
WHERE { GRAPH ?graph { ?s ?p ?o } FILTER (REGEX(STR(?graph), "/graph/(ontology|queries)$")) } ;

# --- IRIs -------------------------------------------------------------------------------------------------------

# Entries are named by their list and text; those of one text by their order.
INSERT { GRAPH is:work { ?entry is:ofList ?list ; is:digits ?digits ; is:ordinal ?ordinal } }
WHERE {
  GRAPH ?graph { ?entry a ug:Entry ; dcterms:isPartOf ?list ; ug:ordinal ?ordinal ; ug:verbatimText ?text }
  BIND (LCASE(REPLACE(REPLACE(?text, "[\\s\u00A0]+", " "), "^ | $", "")) AS ?folded)
  BIND (SUBSTR(SHA256(?folded), 1, 16) AS ?digits)
} ;

INSERT { GRAPH is:work { ?entry is:now ?new } }
WHERE {
  {
    SELECT ?entry ?list ?digits (COUNT(?same) AS ?number)
    WHERE {
      GRAPH is:work {
        ?entry is:ofList ?list ; is:digits ?digits ; is:ordinal ?ordinal .
        ?same is:ofList ?list ; is:digits ?digits ; is:ordinal ?before .
      }
      FILTER (?before <= ?ordinal)
    }
    GROUP BY ?entry ?list ?digits
  }
  BIND (IRI(CONCAT(STR(?list), "/entry/", ?digits, IF(?number > 1, CONCAT("-", STR(?number)), ""))) AS ?new)
} ;

# What is below an entry follows.
INSERT { GRAPH is:work { ?below is:now ?new } }
WHERE {
  VALUES ?kind { ug:Denial ug:Reading ug:Evidence ug:Segment }
  GRAPH ?graph { ?below a ?kind }
  BIND (IRI(REPLACE(STR(?below), "^(.*/line/[0-9]+)/.*$", "$1")) AS ?entry)
  GRAPH is:work { ?entry is:now ?newEntry }
  BIND (IRI(CONCAT(STR(?newEntry), STRAFTER(STR(?below), STR(?entry)))) AS ?new)
} ;

INSERT { GRAPH is:work { ?old is:now ?new } }
WHERE {
  VALUES ?kind { ug:Roster ug:RosterRow }
  GRAPH ?graph { ?old a ?kind }
  BIND (IRI(REPLACE(STR(?old), "/roster/([^/]+(/line/[0-9]+)?)$", "/hierarchy/$1")) AS ?new)
} ;

DELETE { GRAPH ?graph { ?old ?p ?o } }
INSERT { GRAPH ?graph { ?new ?p ?o } }
WHERE { GRAPH is:work { ?old is:now ?new } GRAPH ?graph { ?old ?p ?o } FILTER (?graph != is:work) } ;

DELETE { GRAPH ?graph { ?s ?p ?old } }
INSERT { GRAPH ?graph { ?s ?p ?new } }
WHERE { GRAPH is:work { ?old is:now ?new } GRAPH ?graph { ?s ?p ?old } FILTER (?graph != is:work) } ;

DELETE { GRAPH ?graph { ?s ?p ?o } }
INSERT { GRAPH ?new { ?s ?p ?o } }
WHERE {
  GRAPH ?graph { ?s ?p ?o }
  FILTER (CONTAINS(STR(?graph), "/graph/roster/"))
  BIND (IRI(REPLACE(STR(?graph), "/graph/roster/", "/graph/hierarchy/")) AS ?new)
} ;

DROP SILENT GRAPH is:work ;

# --- hierarchy tables ---------------------------------------------------------------------------------------------

DELETE { GRAPH ?graph { ?table a ug:Roster } }
INSERT { GRAPH ?graph { ?table a ug:HierarchyTable } }
WHERE { GRAPH ?graph { ?table a ug:Roster } } ;

# That a row is one is told by the table that it is part of, its line by its IRI.
DELETE { GRAPH ?graph { ?row a ug:RosterRow, prov:Entity ; ug:line ?line } }
WHERE { GRAPH ?graph { ?row a ug:RosterRow ; ug:line ?line } } ;

# --- readings -----------------------------------------------------------------------------------------------------

# A reading is what was concluded: it derives from its entry and the rulings, and a build generated it.
DELETE { GRAPH ?graph { ?reading a prov:Activity ; prov:used ?source } }
INSERT {
  GRAPH ?graph {
    ?reading a prov:Entity ; prov:wasDerivedFrom ?source ; prov:wasGeneratedBy ?build .
    ?build a prov:Activity ; rdfs:label "Build with unitgraph 0.1.0"@en ; prov:used ?list ;
      prov:wasAssociatedWith ?software .
    ?software a prov:SoftwareAgent ; foaf:name "unitgraph" ; schema:softwareVersion "0.1.0" .
  }
}
WHERE {
  GRAPH ?graph {
    ?reading a ug:Reading ; prov:used ?source, ?entry .
    ?entry a ug:Entry ; dcterms:isPartOf ?list .
  }
  BIND (REPLACE(STR(?list), "list/[^/]*$", "") AS ?base)
  BIND (IRI(CONCAT(?base, "build/0.1.0")) AS ?build)
  BIND (IRI(CONCAT(?base, "agent/unitgraph-0.1.0")) AS ?software)
} ;

# Denials and edges derive from readings too.
INSERT { GRAPH ?graph { ?concluded prov:wasDerivedFrom ?reading } }
WHERE {
  VALUES ?kind { ug:Denial ug:Subordination }
  GRAPH ?graph { ?concluded a ?kind ; prov:wasDerivedFrom ?entry }
  GRAPH ?other { ?reading a ug:Reading ; prov:wasDerivedFrom ?entry . ?entry a ug:Entry }
} ;

# --- dates of edges -----------------------------------------------------------------------------------------------

DELETE { GRAPH ?graph { ?edge ug:firstCited ?year } }
INSERT { GRAPH ?graph { ?edge ug:firstCited ?earliest ; ug:firstCitedLatest ?latest } }
WHERE {
  GRAPH ?graph { ?edge ug:firstCited ?year }
  FILTER (DATATYPE(?year) = xsd:gYear)
  BIND (STRDT(CONCAT(STR(?year), "-01-01"), xsd:date) AS ?earliest)
  BIND (STRDT(CONCAT(STR(?year), "-12-31"), xsd:date) AS ?latest)
} ;

DELETE { GRAPH ?graph { ?edge ug:lastCited ?year } }
INSERT { GRAPH ?graph { ?edge ug:lastCitedEarliest ?earliest ; ug:lastCited ?latest } }
WHERE {
  GRAPH ?graph { ?edge ug:lastCited ?year }
  FILTER (DATATYPE(?year) = xsd:gYear)
  BIND (STRDT(CONCAT(STR(?year), "-01-01"), xsd:date) AS ?earliest)
  BIND (STRDT(CONCAT(STR(?year), "-12-31"), xsd:date) AS ?latest)
} ;

# --- lists, publishers and texts ----------------------------------------------------------------------------------

# Without a publication date a list counts from 1 January after its calendar year.
INSERT { GRAPH ?graph { ?list ug:countsFrom ?day } }
WHERE {
  GRAPH ?graph { ?list a ug:UnitList ; ug:calendarYear ?year }
  BIND (STRDT(CONCAT(STR(xsd:integer(STR(?year)) + 1), "-01-01"), xsd:date) AS ?day)
} ;

DELETE { GRAPH ?graph { ?list dcterms:publisher ?name } }
INSERT { GRAPH ?graph { ?list dcterms:publisher ?agent . ?agent a foaf:Agent ; foaf:name ?name } }
WHERE {
  GRAPH ?graph { ?list a ug:UnitList ; dcterms:publisher ?name }
  FILTER (isLiteral(?name))
  BIND (REPLACE(STR(?list), "list/[^/]*$", "") AS ?base)
  BIND (REPLACE(REPLACE(LCASE(?name), "[^a-z0-9]+", "-"), "^-|-$", "") AS ?slug)
  BIND (IRI(CONCAT(?base, "agent/", ?slug, "-", SUBSTR(SHA256(?name), 1, 8))) AS ?agent)
} ;

# What the software wrote in English says so.
DELETE { GRAPH ?graph { ?about ?property ?text } }
INSERT { GRAPH ?graph { ?about ?property ?english } }
WHERE {
  VALUES ?property { ug:caveat ug:statement }
  GRAPH ?graph { ?about ?property ?text }
  FILTER (LANG(?text) = "")
  BIND (STRLANG(?text, "en") AS ?english)
} ;

DELETE { GRAPH ?graph { ?country skos:prefLabel ?name } }
INSERT { GRAPH ?graph { ?country skos:prefLabel ?english } }
WHERE {
  GRAPH ?graph { ?country a ug:Country ; skos:prefLabel ?name }
  FILTER (LANG(?name) = "")
  BIND (STRLANG(?name, "en") AS ?english)
}
