"""Networks as GraphML and GEXF, which Gephi, Cytoscape, igraph and R read."""

from lxml import etree

from localturn.corpus.domain.networks import Network

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://gexf.net/1.3"
_NODE = (("label", "string"), ("level", "string"))
_EDGE = (("direction", "string"), ("stance", "string"), ("documents", "int"))


def write_graphml(network: Network) -> bytes:
    """GraphML 1.0, directed; the weight of an edge is how many passages prove it."""
    root = etree.Element(f"{{{_GRAPHML}}}graphml", nsmap={None: _GRAPHML})
    for what, known in (("node", _NODE), ("edge", (("weight", "int"), *_EDGE))):
        for name, kind in known:
            key = _add(root, "key", id=f"{what}-{name}")
            key.set("for", what)
            key.set("attr.name", name)
            key.set("attr.type", kind)
    graph = _add(root, "graph", id="relations", edgedefault="directed")
    for actor in network.actors:
        node = _add(graph, "node", id=f"n{actor.key}")
        for name, value in (("label", actor.name), ("level", actor.level.value)):
            _add(node, "data", key=f"node-{name}").text = _storable(value)
    for number, arc in enumerate(network.arcs):
        edge = _add(
            graph, "edge", id=f"e{number}", source=f"n{arc.source}", target=f"n{arc.target}"
        )
        for name, said in (
            ("weight", str(arc.passages)),
            ("direction", arc.direction.value),
            ("stance", arc.stance.value),
            ("documents", str(arc.documents)),
        ):
            _add(edge, "data", key=f"edge-{name}").text = said
    return _bytes(root)


def write_gexf(network: Network) -> bytes:
    """GEXF 1.3, directed, static."""
    root = etree.Element(f"{{{_GEXF}}}gexf", nsmap={None: _GEXF}, version="1.3")
    graph = _add(root, "graph", mode="static", defaultedgetype="directed")
    for what, known in (("node", _NODE[1:]), ("edge", _EDGE)):
        attributes = _add(graph, "attributes")
        attributes.set("class", what)
        for name, kind in known:
            _add(
                attributes,
                "attribute",
                id=name,
                title=name,
                type="integer" if kind == "int" else kind,
            )
    nodes = _add(graph, "nodes")
    for actor in network.actors:
        node = _add(nodes, "node", id=str(actor.key), label=_storable(actor.name))
        values = _add(node, "attvalues")
        _add(values, "attvalue", **{"for": "level", "value": actor.level.value})
    edges = _add(graph, "edges")
    for number, arc in enumerate(network.arcs):
        edge = _add(
            edges,
            "edge",
            id=str(number),
            source=str(arc.source),
            target=str(arc.target),
            weight=str(arc.passages),
        )
        values = _add(edge, "attvalues")
        for name, said in (
            ("direction", arc.direction.value),
            ("stance", arc.stance.value),
            ("documents", str(arc.documents)),
        ):
            _add(values, "attvalue", **{"for": name, "value": said})
    return _bytes(root)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{parent.nsmap[None]}}}{name}", attributes)


def _storable(words: str) -> str:
    """Without what XML cannot hold."""
    return "".join(c if c >= " " and c not in "\ufffe\uffff" else " " for c in words)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
