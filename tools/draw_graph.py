"""Draws the graph of the project into docs/architecture.md, from the manifest of dbt.

Run from the root of the repository after `dbt parse`:

    python tools/draw_graph.py [target/manifest.json]
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

PAGE = Path("docs/architecture.md")
BEGIN, END = "<!-- graph: drawn by tools/draw_graph.py -->\n", "<!-- end of graph -->\n"
# In the order of the story.
FOLDERS = {
    "seeds": "seeds",
    "staging": "staging",
    "quarantine": "intermediate/quarantine",
    "shop": "intermediate/shop",
    "orders": "intermediate/orders",
    "core": "marts/core",
    "policy": "intermediate/policy",
    "customers": "intermediate/customers",
    "features": "intermediate/features",
    "ml": "models_py",
    "rfm": "intermediate/rfm",
    "segments": "intermediate/segments",
    "stability": "intermediate/stability",
    "segmentation": "marts/segmentation",
    "monitoring": "marts/monitoring",
    "explored": "intermediate/exploration",
    "exploration": "marts/exploration",
    "quality": "marts/quality",
}


def folder_of(node: dict) -> str:
    """Return the folder of a model or seed, a key of FOLDERS."""
    if node["resource_type"] == "seed":
        return "seeds"
    if node["schema"] == "ml":
        return "ml"
    parts = Path(node["path"]).parts
    path = parts[0] if parts[0] == "staging" else f"{parts[0]}/{parts[1]}"
    try:
        return next(folder for folder, each in FOLDERS.items() if each == path)
    except StopIteration:
        raise LookupError(f"folder {path} of {node['name']} is not in FOLDERS: add it") from None


def draw(manifest: dict) -> str:
    """Return the folders with their models, and an arrow where one folder reads another."""
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }
    names, arrows = defaultdict(list), set()
    for node in nodes.values():
        folder = folder_of(node)
        names[folder].append(node["name"])
        parents = (
            nodes[parent] for parent in node["depends_on"].get("nodes", []) if parent in nodes
        )
        arrows |= {(folder_of(parent), folder) for parent in parents} - {(folder, folder)}
    lines = ["```mermaid", "flowchart TD"]
    for folder, path in FOLDERS.items():
        listed = "<br/>".join([f"<b>{path}</b>", *sorted(names[folder])])
        lines.append(f'    {folder}["{listed}"]')
    order = list(FOLDERS)
    arrows = sorted(arrows, key=lambda arrow: tuple(map(order.index, arrow)))
    lines += [f"    {source} --> {target}" for source, target in arrows]
    return "\n".join([*lines, "```", ""])


def with_graph(page: str, manifest: dict) -> str:
    """Return the page with the graph of the manifest between its marks."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + draw(manifest) + END + after


if __name__ == "__main__":
    manifest_path = Path(sys.argv[1] if len(sys.argv) > 1 else "target/manifest.json")
    PAGE.write_text(with_graph(PAGE.read_text(), json.loads(manifest_path.read_text())))
