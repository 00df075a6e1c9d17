"""The project guards its own conventions: what people forget is checked on the manifest."""

import itertools
import json
import re

import pytest

from conftest import ROOT, Build

LAYER_PREFIXES = {"staging": r"(stg|shop)_\w+__", "intermediate": "int_", "ml": "ml_"}
PUBLIC_LAYERS = {"marts"}

# Columns of several public tables whose description says more than the doc block that they share:
# what the row decides. A name whose meaning differs by more than that is two names.
ROWS_SAY_WHICH = {
    **dict.fromkeys(
        ("customer_city", "customer_state", "customer_zip_code_prefix"),
        "an order has an address, and a customer that of the latest order",
    ),
    **dict.fromkeys(
        ("category", "payment_type", "seller_city", "seller_state"),
        "a customer has many; the table says which of them counts",
    ),
    **dict.fromkeys(
        ("customer_count", "customer_share", "cluster_count"),
        "the customers, or clusters, that the row is about",
    ),
    **dict.fromkeys(
        ("order_count", "item_count", "spend_amount", "freight_amount"),
        "an item, an order, a customer, a segment or a month: what is added up",
    ),
    "mean_review_score": "facts have no as-of date: there every review counts",
    **dict.fromkeys(
        ("min_value", "first_quartile", "median_value", "third_quartile", "max_value"),
        "the values of a file's column as text, or of a feature",
    ),
    "missing_count": "rows of a file, or customers",
    **dict.fromkeys(
        ("valid_from", "valid_to", "is_current"), "the period of a version, or of a customer"
    ),
    **dict.fromkeys(
        ("model_version", "segment_id", "segment_name"), "the version in force at which time"
    ),
    "as_of_date": "of a comparison two models are as of it",
    "parameters": "those of a fit, or of a trial",
    "seller_id": "an item has a seller",
    **dict.fromkeys(("algorithm", "recipe"), "null where there is none"),
    "feature": "drift is also that of the segments' shares",
    "cause": "of the beginning of a period, or of a move, which may be none",
    "fitted_as_of_date": "of a comparison the version that is compared with",
}
# And whose words are not even alike.
MEASURED_TWICE = {
    **dict.fromkeys(
        ("inertia", "silhouette"),
        "at the fit on its points, and in model_evaluation on customers, to compare algorithms",
    ),
    "recommended_action": "with a segment, or with a customer whatever their segments",
}


@pytest.fixture(scope="module")
def manifest(sample: Build) -> dict:
    return json.loads((sample.target_dir / "manifest.json").read_text())


@pytest.fixture(scope="module")
def models(manifest: dict) -> list[dict]:
    return [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]


def test_everything_is_described(manifest: dict) -> None:
    nodes = [
        *(n for n in manifest["nodes"].values() if n["resource_type"] in ("model", "seed")),
        *manifest["sources"].values(),
    ]
    missing = [n["unique_id"] for n in nodes if not n["description"]]
    missing += [
        f"{n['unique_id']}.{column}"
        for n in nodes
        for column, found in n["columns"].items()
        if not found["description"]
    ]
    missing += [
        a["unique_id"]
        for a in manifest["nodes"].values()
        if a["resource_type"] == "analysis" and not a["description"]
    ]
    # what needs attention is said in its words
    missing += [
        n["unique_id"]
        for n in manifest["nodes"].values()
        if n["resource_type"] == "test"
        and n["config"]["severity"].lower() == "warn"
        and not n["description"]
    ]
    assert not missing


def test_one_name_has_one_meaning(manifest: dict, models: list[dict]) -> None:
    """A column name of several public tables is described by one doc block."""
    columns = {}
    for model in models:
        if model["schema"] in PUBLIC_LAYERS:
            for name, column in model["columns"].items():
                columns.setdefault(name, []).append(column)
    shared = {name: found for name, found in columns.items() if len(found) > 1}
    assert len(shared) > 60

    meanings = {name: {column["description"] for column in found} for name, found in shared.items()}
    varied = {name for name, found in meanings.items() if len(found) > 1}
    explained = ROWS_SAY_WHICH.keys() | MEASURED_TWICE.keys()
    assert varied == explained, (
        "give the meaning that differs a name of its own, or say in ROWS_SAY_WHICH why not"
    )
    for name in shared.keys() - MEASURED_TWICE.keys():
        blocks = {(column["doc_blocks"] or [None])[0] for column in shared[name]}
        assert len(blocks) == 1, (name, blocks)
        (block,) = blocks
        assert block, f"{name}: describe it by a doc block in shared_columns.md"
        start = manifest["docs"][block]["block_contents"]
        assert all(text.startswith(start) for text in meanings[name]), name


def test_one_name_of_a_customer_has_one_value(sample: Build, manifest: dict) -> None:
    """What two tables with a row per customer both say is the same."""
    tests = [n for n in manifest["nodes"].values() if n["resource_type"] == "test"]
    tables = sorted(
        manifest["nodes"][test["attached_node"]]["name"]
        for test in tests
        if (test.get("test_metadata") or {}).get("name") == "unique"
        and test["column_name"] == "customer_unique_id"
        and manifest["nodes"][test["attached_node"]]["schema"] in PUBLIC_LAYERS
    )
    assert {"dim_customers", "customers", "customer_features", "customer_rfm"} <= set(tables)
    compared = 0
    for one, other in itertools.combinations(tables, 2):
        columns = [
            manifest["nodes"][f"model.ecommerce_segmentation.{table}"]["columns"]
            for table in (one, other)
        ]
        for column in columns[0].keys() & columns[1].keys():
            compared += 1
            assert not sample.rows(
                f"select one.{column}, other.{column} from marts.{one} as one "
                f"join marts.{other} as other using (customer_unique_id) "
                f"where one.{column} is distinct from other.{column}"
            ), (column, one, other)
    assert compared > 20


def test_described_columns_are_those_of_the_tables(sample: Build, manifest: dict) -> None:
    """But for columns that follow from the features, which their table's description explains."""
    features = sample.rows("select feature from seeds.feature_traits")
    follows = re.compile(
        f"({'|'.join(feature for (feature,) in features)})"
        "(_cell|_sum|_mean|_stddev|_median|_p10|_p90|_z_score|_center|_scale|_lowest|_highest"
        "|_quantiles|_transformed)?"
    )
    for node in manifest["nodes"].values():
        # what an adapter says is described in the contract
        if node["resource_type"] not in ("model", "seed") or re.match("shop_.*__", node["name"]):
            continue
        columns = {
            name
            for (name,) in sample.rows(
                "select column_name from information_schema.columns "
                f"where table_schema = '{node['schema']}' and table_name = '{node['alias']}'"
            )
        }
        described = set(node["columns"])
        if node["schema"] == "intermediate":
            columns = {name for name in columns if name in described or not follows.fullmatch(name)}
        assert node["config"]["materialized"] == "ephemeral" or described == columns, node["name"]


def test_names_tell_the_layer(models: list[dict]) -> None:
    for model in models:
        prefix = LAYER_PREFIXES.get(model["schema"])
        if prefix:
            assert re.match(prefix, model["name"]), model["name"]
        else:
            assert model["schema"] in PUBLIC_LAYERS, model["name"]
            assert not re.match("|".join(LAYER_PREFIXES.values()), model["name"]), model["name"]


def test_marts_have_contracts(models: list[dict]) -> None:
    without = [
        m["name"]
        for m in models
        if m["schema"] in PUBLIC_LAYERS and not m["config"]["contract"]["enforced"]
    ]
    assert not without


def test_keys_are_tested(manifest: dict, models: list[dict]) -> None:
    tested = {
        test["attached_node"]
        for test in manifest["nodes"].values()
        if test["resource_type"] == "test"
        and (test.get("test_metadata") or {}).get("name")
        in ("unique", "unique_combination_of_columns")
    }
    # ml tables are published, and tested, by marts
    # the key of cells has the columns of the recipes; points, which are cells, are tested
    # the input contract leaves rows out that repeat a key, and what it leaves out may repeat
    exceptions = {"int_feature_cells", "rejected_rows"}
    without = [
        m["name"]
        for m in models
        if m["unique_id"] not in tested
        and m["schema"] not in ("staging", "ml")
        and m["name"] not in exceptions
        and not re.match("int_shop_|int_rejected_", m["name"])
    ]
    assert not without


def test_layers_build_on_each_other(manifest: dict, models: list[dict]) -> None:
    schema_of = {m["unique_id"]: m["schema"] for m in models}
    for model in models:
        parents = model["depends_on"]["nodes"]
        if model["name"].startswith("stg_"):
            # one file; and with all files, how many rows each has
            files = [p for p in parents if p.startswith("source.")]
            others = {p.rpartition(".")[2] for p in set(parents) - set(files)}
            assert others <= {"stg_olist__files", "stg_transactions__files"}, model["name"]
            assert len(files) == 1 or model["name"].endswith("__files"), model["name"]
        elif model["schema"] != "staging":
            # of the adapters only the input contract knows
            adapted = [p for p in parents if schema_of.get(p) == "staging"]
            assert (
                not adapted
                or model["path"].startswith(("intermediate/shop/", "intermediate/quarantine/"))
                # of every column of the files
                or model["name"] == "int_source_columns_profiled"
            ), model["name"]
        if model["schema"] != "staging":
            assert not any(p.startswith("source.") for p in parents), model["name"]
    for node in manifest["nodes"].values():
        if node["resource_type"] == "analysis":
            layers = {schema_of[p] for p in node["depends_on"]["nodes"]}
            assert layers <= PUBLIC_LAYERS, node["name"]


def test_no_customer_id_after_staging(models: list[dict]) -> None:
    found = [
        m["name"] for m in models if "customer_id" in m["columns"] and m["schema"] != "staging"
    ]
    assert not found


def test_one_action_per_customer(manifest: dict, models: list[dict]) -> None:
    """Tables of customers with an action are those that the test of contradictions looks at."""
    found = {
        m["unique_id"]
        for m in models
        if m["schema"] in PUBLIC_LAYERS
        and {"customer_unique_id", "recommended_action"} <= set(m["columns"])
    }
    (test,) = (
        n
        for n in manifest["nodes"].values()
        if n["name"] == "assert_no_actions_of_a_customer_contradict"
    )
    assert {p for p in test["depends_on"]["nodes"] if p.startswith("model.")} == found


def test_macros_are_described(manifest: dict) -> None:
    missing = [
        macro["name"]
        for macro in manifest["macros"].values()
        if macro["package_name"] == "ecommerce_segmentation"
        and "__" not in macro["name"]
        and not macro["name"].startswith("test_")
        and not macro["description"]
    ]
    assert not missing


def test_vars_are_declared_checked_and_documented() -> None:
    project = (ROOT / "dbt_project.yml").read_text()
    declared = project[project.index("\nvars:") : project.index("\nmodels:")]
    checked = (ROOT / "dbt_project/macros/policy_kinds.sql").read_text()
    documented = (ROOT / "docs/configuration.md").read_text()
    names = re.findall(r"^  (\w+):", declared, re.MULTILINE)
    assert names
    for name in names:
        assert f'"{name}"' in checked, name
        assert f"| `{name}` |" in documented, name
    code = "".join(p.read_text() for p in (ROOT / "dbt_project").rglob("*.sql"))
    assert set(re.findall(r"\bpolicy\(\s*\"(\w+)\"", code)) <= set(names)


def test_monitors_warn_of_alerts_that_exist(manifest: dict) -> None:
    """Each value of segmentation_alerts.monitor has a test, and each test a value."""
    tests = [n for n in manifest["nodes"].values() if n["resource_type"] == "test"]
    warned = [
        test["test_metadata"]["kwargs"]["monitor"] for test in tests if "monitor" in test["tags"]
    ]
    (values,) = (
        test["test_metadata"]["kwargs"]["values"]
        for test in tests
        if test["name"].startswith("accepted_values_segmentation_alerts_monitor")
    )
    assert sorted(warned) == sorted(values)


def test_the_set_up_trusts_the_certificates_of_the_system() -> None:
    calls = re.findall(r"\$\(BIN\)/uv .*", (ROOT / "Makefile").read_text())
    assert len(calls) == 4
    assert all("--system-certs" in call for call in calls)


def test_layers_that_carry_customers_join_by_key(models: list[dict]) -> None:
    """Ids stand in the input, core and the public tables; between them there are keys only."""
    found = [
        m["name"]
        for m in models
        if m["schema"] in ("intermediate", "ml")
        and not m["name"].startswith("int_shop_")
        and {"customer_unique_id", "order_id", "order_customer_id"} & set(m["columns"])
    ]
    assert not found


def test_nothing_is_incremental(models: list[dict]) -> None:
    """Nor is anything a view but what an adapter says, in its words and those of the contract."""
    others = {
        m["name"]
        for m in models
        if m["config"]["materialized"] != "table" and not re.match("shop_.*__|int_shop_", m["name"])
    }
    assert others == {"int_current_features", "int_orders_classified"}


def test_layers_run_one_way(manifest: dict, models: list[dict]) -> None:
    """Intermediate and ml read no mart but the facts and dimensions of core."""
    for model in models:
        for parent in model["depends_on"]["nodes"]:
            if model["schema"] in ("intermediate", "ml") and parent.startswith("model."):
                path = manifest["nodes"][parent]["path"]
                assert "marts/" not in path or "marts/core/" in path, (model["name"], parent)


def test_the_graph_stays_shallow(models: list[dict]) -> None:
    parents = {
        model["unique_id"]: [p for p in model["depends_on"]["nodes"] if p.startswith("model.")]
        for model in models
    }

    def depth(node: str) -> int:
        return 1 + max(map(depth, parents[node]), default=0)

    # two of them say the same in the words of an adapter and of the input contract; four say what
    # is a row of a file, what of it an adapter cannot use, which orders are mistakes, which items
    assert max(map(depth, parents)) <= 22
    readers = [
        m["name"] for m in models if any("int_as_of_dates" in p for p in m["depends_on"]["nodes"])
    ]
    assert len(readers) <= 8, readers


def test_files_stay_readable(manifest: dict) -> None:
    """A file is read in one go: SQL up to 200 lines, model() up to 30, yml lines up to 120."""
    folders = ("dbt_project", "models_py", "seeds", "analyses", "tests")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.*")]
    for path in files:
        if path.suffix == ".sql":
            assert len(path.read_text().splitlines()) <= 200, path
        if path.suffix == ".yml":
            assert max(map(len, path.read_text().splitlines())) <= 120, path
    for path in (ROOT / "models_py").glob("ml_*.py"):
        lines = path.read_text().splitlines()
        assert len(lines) - lines.index("def model(dbt, session):") <= 30, path
    # folders of macros belong to adapters: to one, or to all of them
    shared = re.compile("dbt_project/macros/[^/]*")
    assert sum(bool(shared.fullmatch(m["path"])) for m in manifest["macros"].values()) <= 31


def test_no_character_begins_a_comment(manifest: dict) -> None:
    """DuckDB would guess one, and rows that begin with it would be gone."""
    for source in manifest["sources"].values():
        location = str(source["meta"] | source["config"]["meta"])
        assert "comment = \\'\\'" in location or "comment = ''" in location, source["name"]
