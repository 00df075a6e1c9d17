"""What is missing from a build that the last one had."""

import math
from pathlib import Path

import duckdb

from build_log import quoted

# Per kind of loss: what it is of, the share that is lost, and the var with its bound.
LOSSES = {
    "rows": """
        select
            'rows of ' || input, old.read_count, coalesce(new.read_count, 0),
            'max_lost_share'
        from old.marts.input_rows as old
        left join new.marts.input_rows as new using (input)
        where old.read_count > 0
    """,
    "days": """
        with
            old_days as (
                select purchase_date, count(*) as order_count from old.marts.fct_orders group by all
            ),
            new_days as (
                select purchase_date, count(*) as order_count from new.marts.fct_orders group by all
            )
        select
            'orders of ' || purchase_date, old_days.order_count,
            coalesce(new_days.order_count, 0), 'max_lost_share_of_day'
        from old_days
        left join new_days using (purchase_date)
        -- of a few orders one is much
        where old_days.order_count >= 20
    """,
}
SHOWN = 3


def losses(old: Path, new: Path, memory_limit: str) -> tuple[list[str], list[str]]:
    """Compare a build with the public one.

    Args:
        old: database of the last good build.
        new: database of the new one, whose vars say how much may be lost.
        memory_limit: of DuckDB.

    Returns:
        Lines that say by how much it has less than may be, and the vars that would let it pass, as
        YAML; and lines of what is less within the bounds.
    """
    with duckdb.connect(config={"memory_limit": memory_limit}) as con:
        for name, path in (("old", old), ("new", new)):
            con.execute(f"attach {quoted(path)} as {name} (read_only)")
        compared = con.execute(
            "select count(*) from duckdb_columns() where schema_name = 'marts' and "
            "table_name || '.' || column_name in ('shops.shop', 'input_rows.input', "
            "'input_rows.read_count', 'fct_orders.purchase_date')"
        ).fetchone()
        if compared != (8,):
            return [], ["Not compared: one of them is of some tables, or of another version."]
        was, now = con.execute(
            "select (select shop from old.marts.shops), (select shop from new.marts.shops)"
        ).fetchone()
        if was != now:
            another = (
                f"- The public build is of shop {was}, this one of {now}. Set SHOP to {was}; or "
                "give the other a link of its own, by SEGMENTATION_PUBLISHED; or remove the link, "
                "and build again."
            )
            return [another], []
        bounds = {
            name: float(value)
            for name, value in con.execute(
                "select name, value from new.intermediate.int_policy where name like 'max_lost%'"
            ).fetchall()
        }
        found, less, needed = [], [], {}
        for query in LOSSES.values():
            rows = con.execute(
                f"from ({query}) as counted (what, before, now, var) where now < before "
                "order by now / before, what"
            ).fetchall()
            lost = [row for row in rows if 1 - row[2] / row[1] > bounds[row[3]] + 1e-9]
            found += [
                f"- The {what} are {now:,}, in the last build {before:,}: {1 - now / before:.1%} "
                f"less, and at most {bounds[var]:.1%} may be (var {var})."
                for what, before, now, var in lost[:SHOWN]
            ]
            if len(lost) > SHOWN:
                found.append(f"  And {len(lost) - SHOWN:,} more of these.")
            for _, before, now, var in lost:
                share = math.ceil(1_000 * (before - now) / before) / 1_000
                needed[var] = max(needed.get(var, 0), share)
            kept = [row for row in rows if row not in lost]
            less += [
                f"- The {what} are {now:,}, {before:,}." for what, before, now, _ in kept[:SHOWN]
            ]
            if len(kept) > SHOWN:
                less.append(f"  And {len(kept) - SHOWN:,} more of these.")
        before, now = con.execute(
            "select (select max(purchase_date) from old.marts.fct_orders), "
            "(select max(purchase_date) from new.marts.fct_orders)"
        ).fetchone()
    if before and (now is None or (before - now).days > bounds["max_lost_days"]):
        found.append(
            f"- The newest order is of {now}, in the last build of {before}; at most "
            f"{bounds['max_lost_days']:.0f} days may be lost (var max_lost_days)."
        )
        needed["max_lost_days"] = (before - now).days if now else 999
    if found:
        wanted = ", ".join(f"{var}: {value}" for var, value in needed.items())
        found.append(
            "Look at the files; if they are right, raise the vars once: "
            f"make build VARS='{{{wanted}}}'."
        )
    return found, less
