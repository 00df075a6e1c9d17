// The charts: each a function that returns what to draw into its place on the page.
// A Vega-Lite specification, a list of { title, note, spec } for several, an element, or null: nothing to show.
const ofAlgorithm = ["segment_sizes", "segment_features", "segment_map", "sizes_over_time", "entries", "causes", "migrations"];
const ink = "var(--ink)", muted = "var(--muted)", line = "var(--line)", accent = "var(--accent)";
const font = getComputedStyle(document.body).fontFamily;
const config = {
  aria: false,
  font,
  background: null,
  view: { stroke: null },
  axis: {
    labelColor: muted, titleColor: muted, domainColor: line, tickColor: line, gridColor: line,
    labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal", labelLimit: 260, tickSize: 4,
  },
  legend: { labelColor: muted, titleColor: muted, titleFontWeight: "normal", labelFontSize: 11, titleFontSize: 11 },
  text: { fill: ink, fontSize: 11 },
  rule: { color: muted },
  line: { strokeWidth: 2 },
};

// shares of a handful are noise
const enough = 30;
const day = (value) => new Date(`${value.slice(0, 10)}T00:00:00`).getTime();
const colour = (algorithm, segment) => report.colours[algorithm]?.[segment] ?? "var(--segment-grey)";
// of a text on it
const readableOn = (name) => name.replace("--segment", "--on-segment");
// a label in lines of at most so many characters, for an axis with labelExpr
const wrapped = (label, width) => label.split(" ").reduce((lines, part) => {
  const last = lines[lines.length - 1];
  if (last !== undefined && last.length + part.length < width) lines[lines.length - 1] = `${last} ${part}`;
  else lines.push(part);
  return lines;
}, []).join("\n");
const stepFor = (labels, least) => Math.max(least, 13 * Math.max(...labels.map((label) => label.split("\n").length)) + 6);
const inLines = { labelExpr: "split(datum.label, '\\n')" };
const quantity = (format, options = {}) => ({ format, grid: true, domain: false, ticks: false, ...options });
const when = { type: "temporal", title: null, axis: { grid: false, labelOverlap: true, tickCount: 6 } };
const hint = (field, title, type = "nominal") => ({ field, title, type });

const legend = (entries) => element("ul", { className: "legend" }, ...entries.map(([label, fill]) => {
  const dot = element("span", { className: "dot" });
  dot.style.setProperty("--segment", fill);
  return element("li", {}, dot, label);
}));
// segments of an algorithm as they are now, the largest first; then those that ended
function segmentsOf(algorithm, ids) {
  const names = new Map(rows("segments").filter((row) => row.algorithm === algorithm)
    .map((row) => [row.segment_id, row.segment_name]));
  for (const row of rows("segment_versions")) {
    if (row.algorithm === algorithm && !names.has(row.segment_id)) names.set(row.segment_id, row.segment_name);
  }
  return [...names].filter(([id]) => !ids || ids.has(id))
    .map(([id, name]) => ({ id, name: word(name), fill: colour(algorithm, id) }));
}
const segmentLegend = (segments) => legend(segments.map(({ name, fill }) => [name, fill]));
const segmentColour = (segments, field) => ({
  field, type: "nominal", legend: null,
  scale: { domain: segments.map(({ id }) => id), range: segments.map(({ fill }) => fill) },
});

const charts = {
  segment_sizes(place, algorithm) {
    const width = place.clientWidth < 480 ? 18 : 26;
    const values = rows("segments").filter((row) => row.algorithm === algorithm).flatMap((row) => [
      ["share.customers", row.customer_share, 0.45], ["share.spend", row.spend_share, 1],
    ].map(([measure, value, opacity]) => ({
      segment: wrapped(word(row.segment_name), width), id: row.segment_id, value, opacity,
      measure: text(measure), shown: format.percent(value),
    })));
    const names = values.filter((_, at) => at % 2 === 0).map((row) => row.segment);
    return {
      data: { values }, height: names.length * (names.length > 6 ? 36 : 48),
      encoding: {
        y: { field: "segment", type: "nominal", sort: names, title: null, axis: { ...inLines, domain: false, ticks: false } },
        yOffset: { field: "measure", sort: [text("share.customers"), text("share.spend")] },
        x: { field: "value", type: "quantitative", title: null, axis: quantity(".0%", { tickCount: 4 }) },
      },
      layer: [
        {
          mark: { type: "bar", cornerRadiusEnd: 2 },
          encoding: {
            color: segmentColour(segmentsOf(algorithm), "id"),
            opacity: { field: "opacity", type: "quantitative", scale: null },
            tooltip: [hint("segment", text("axis.segment")), hint("measure", text("axis.measure")), hint("shown", text("axis.share"))],
          },
        },
        {
          mark: { type: "text", align: "left", dx: 4, fontSize: 10 },
          encoding: { text: { field: "shown" } },
        },
      ],
    };
  },

  segment_features(place, algorithm) {
    const names = new Map(segmentsOf(algorithm).map(({ id, name }) => [id, name]));
    const narrow = place.clientWidth < 480;
    const values = rows("segment_features").filter((row) => row.algorithm === algorithm && names.has(row.segment_id))
      .map((row) => ({
        segment: wrapped(names.get(row.segment_id), narrow ? 15 : 26), feature: wrapped(word(row.feature), narrow ? 16 : 18),
        z: row.z_score, shown: row.z_score === null ? none : decimals(1).format(row.z_score),
        mean: format.number(row.mean_value), median: format.number(row.median_value),
        range: `${format.number(row.p10_value)} – ${format.number(row.p90_value)}`,
      }));
    if (!values.length) return null;
    const order = [...names.values()].map((name) => wrapped(name, narrow ? 15 : 26));
    return {
      data: { values }, height: stepFor(order, 34) * order.length,
      encoding: {
        x: { field: "feature", type: "nominal", title: null, sort: null, axis: { ...inLines, labelAngle: narrow ? -90 : 0, domain: false, ticks: false, labelFontSize: 10 } },
        y: { field: "segment", type: "nominal", title: null, sort: order, axis: { ...inLines, domain: false, ticks: false } },
      },
      layer: [
        {
          mark: { type: "rect", cornerRadius: 3, stroke: "var(--surface)", strokeWidth: 2 },
          encoding: {
            color: { field: "z", type: "quantitative", legend: null, scale: { scheme: "purpleorange", domain: [-2, 2], clamp: true } },
            tooltip: [hint("segment", text("axis.segment")), hint("feature", text("axis.feature")), hint("shown", text("axis.z_score")), hint("mean", text("axis.mean")), hint("median", text("axis.median")), hint("range", text("axis.range"))],
          },
        },
        {
          mark: { type: "text", fontSize: narrow ? 9 : 11 },
          encoding: {
            text: { field: "shown" },
            color: { value: "#1d1b26", condition: { test: "abs(datum.z) > 1.4", value: "#ffffff" } },
          },
        },
      ],
    };
  },

  rfm_grid(place) {
    const names = new Map(segmentsOf("rfm").map(({ id, name }) => [id, name]));
    const found = rows("rfm_grid");
    if (!found.length) return null;
    const shown = segmentsOf("rfm", new Set(found.map((row) => row.segment_id)));
    const panel = (title, keep) => {
      const cells = new Map();
      for (const row of found.filter(keep)) {
        const key = `${row.r_score}-${row.m_score}`;
        const cell = cells.get(key) ?? { r: row.r_score, m: row.m_score, most: 0, customers: 0, spend: 0 };
        if (row.customer_count > cell.most) Object.assign(cell, { most: row.customer_count, id: row.segment_id });
        cell.customers += row.customer_count;
        cell.spend += row.spend_amount;
        cells.set(key, cell);
      }
      const values = [...cells.values()].map((cell) => ({
        ...cell, shown: format.count(cell.customers), amount: format.amount(cell.spend),
        name: names.get(cell.id), fill: colour("rfm", cell.id), ink: readableOn(colour("rfm", cell.id)),
      }));
      return {
        title,
        spec: {
          data: { values }, height: 230,
          encoding: {
            x: { field: "r", type: "ordinal", scale: { domain: [1, 2, 3, 4, 5] }, title: text("axis.r_score"), axis: { labelAngle: 0, domain: false, ticks: false } },
            y: { field: "m", type: "ordinal", scale: { domain: [5, 4, 3, 2, 1] }, title: text("axis.m_score"), axis: { domain: false, ticks: false } },
          },
          layer: [
            {
              mark: { type: "rect", cornerRadius: 3, stroke: "var(--surface)", strokeWidth: 2 },
              encoding: {
                color: { field: "fill", type: "nominal", scale: null },
                tooltip: [hint("name", text("axis.segment")), hint("shown", text("fact.customers")), hint("amount", text("fact.spend"))],
              },
            },
            { mark: { type: "text" }, encoding: { text: { field: "shown" }, color: { field: "ink", type: "nominal", scale: null } } },
          ],
        },
      };
    };
    place.before(segmentLegend(shown));
    return [
      panel(text("rfm_grid.once"), (row) => row.f_score === 1),
      panel(text("rfm_grid.more"), (row) => row.f_score > 1),
    ];
  },

  segment_map(place, algorithm) {
    const axes = rows("segment_map_axes");
    const found = rows("segment_map").filter((row) => row.algorithm === algorithm);
    if (!found.length) return null;
    const width = { x: 0, y: 0 };
    for (const row of axes) width[row.axis] = row.cell_width;
    // in each cell the segment with the most customers
    const cells = new Map();
    for (const row of found) {
      const key = `${row.x} ${row.y}`;
      const cell = cells.get(key) ?? { ...row, most: 0, customers: 0 };
      if (row.customer_count > cell.most) Object.assign(cell, { most: row.customer_count, segment_id: row.segment_id });
      cell.customers += row.customer_count;
      cells.set(key, cell);
    }
    const segments = segmentsOf(algorithm, new Set(found.map((row) => row.segment_id)));
    const names = new Map(segments.map(({ id, name }) => [id, name]));
    const values = [...cells.values()].map((cell) => ({
      id: cell.segment_id, x: cell.x - width.x / 2, x2: cell.x + width.x / 2, y: cell.y - width.y / 2, y2: cell.y + width.y / 2,
      customers: cell.customers, shown: format.count(cell.customers), name: names.get(cell.segment_id),
    }));
    const title = (axis) => {
      const loadings = axes.filter((row) => row.axis === axis).sort((one, other) => Math.abs(other.loading) - Math.abs(one.loading));
      if (!loadings.length) return null;
      const named = loadings.filter((row) => Math.abs(row.loading) > 0.3).slice(0, 3)
        .map((row) => `${row.loading > 0 ? "+" : "\u2212"} ${word(row.feature)}`).join(", ");
      return `${named} (${fill("segment_map.explains", { share: format.percent(loadings[0].explained_variance_share) })})`;
    };
    place.before(segmentLegend(segments));
    const axis = { grid: false, labels: false, ticks: false };
    return {
      data: { values }, height: 380, mark: { type: "rect" },
      encoding: {
        x: { field: "x", type: "quantitative", title: title("x"), axis, scale: { zero: false, nice: false } }, x2: { field: "x2" },
        y: { field: "y", type: "quantitative", title: wrapped(title("y") ?? "", 60).split("\n"), axis, scale: { zero: false, nice: false } }, y2: { field: "y2" },
        color: segmentColour(segments, "id"),
        opacity: { field: "customers", type: "quantitative", legend: null, scale: { type: "log", range: [0.25, 1] } },
        tooltip: [hint("name", text("axis.segment")), hint("shown", text("fact.customers"))],
      },
    };
  },

  dbscan_distance_curve() {
    const values = rows("dbscan_distance_curve");
    if (!values.length) return null;
    return {
      height: 240,
      encoding: {
        x: { field: "cumulative_share", type: "quantitative", title: text("axis.customer_share"), axis: quantity(".0%", { grid: false }) },
        y: { field: "distance", type: "quantitative", title: text("axis.distance"), axis: quantity("~g"), scale: { type: "sqrt" } },
      },
      layer: [
        { data: { values }, mark: { type: "line", color: accent } },
        {
          data: { values: values.filter((row) => row.is_knee).map((row) => ({ ...row, shown: hundredths.format(row.distance) })) },
          layer: [
            { mark: { type: "point", filled: true, size: 80, color: accent } },
            { mark: { type: "text", dy: -14, dx: -6, align: "right" }, encoding: { text: { value: text("dbscan.knee") } } },
          ],
        },
      ],
    };
  },

  ward_merges() {
    const merges = rows("ward_merges");
    if (!merges.length) return null;
    // from the top: each merge splits the cluster that holds as many customers as both its parts
    const rootNode = { count: merges[0].larger_customer_count + merges[0].smaller_customer_count };
    const leaves = [rootNode];
    for (const merge of merges) {
      const sum = merge.larger_customer_count + merge.smaller_customer_count;
      const at = leaves.findIndex((leaf) => leaf.count === sum);
      if (at < 0) break;
      const parts = [{ count: merge.larger_customer_count }, { count: merge.smaller_customer_count }];
      Object.assign(leaves[at], { height: merge.merge_height, parts });
      leaves.splice(at, 1, ...parts);
    }
    leaves.forEach((leaf, at) => Object.assign(leaf, { x: at, height: 0 }));
    const lines = [];
    const place = (node) => {
      if (!node.parts) return node.x;
      const [left, right] = node.parts.map(place);
      lines.push({ x: left, x2: right, y: node.height, y2: node.height });
      for (const part of node.parts) lines.push({ x: part.x, x2: part.x, y: part.height, y2: node.height });
      return node.x = (left + right) / 2;
    };
    place(rootNode);
    const clusters = rows("segments").filter((row) => row.algorithm === "ward" && row.segment_id > 0).length;
    const heightAt = (count) => merges.find((merge) => merge.cluster_count === count)?.merge_height;
    const cut = (heightAt(clusters) + heightAt(clusters + 1)) / 2;
    const x = { field: "x", type: "quantitative", axis: null, scale: { domain: [-0.5, leaves.length + 2], nice: false } };
    const y = { field: "y", type: "quantitative", title: text("axis.merge_height"), scale: { type: "sqrt" }, axis: quantity(",.0f", { tickCount: 5 }) };
    return {
      height: 240,
      layer: [
        { data: { values: lines }, mark: { type: "rule", color: accent, strokeWidth: 1.6 }, encoding: { x, x2: { field: "x2" }, y, y2: { field: "y2" } } },
        {
          data: { values: leaves.map((leaf) => ({ x: leaf.x, y: 0, shown: format.count(leaf.count) })) },
          mark: { type: "text", angle: 270, align: "right", dx: -4, baseline: "middle", fontSize: 10 },
          encoding: { x, y, text: { field: "shown" } },
        },
        ...(Number.isFinite(cut) ? [{
          data: { values: [{ y: cut, label: fill("ward.cut", { count: format.count(clusters) }) }] },
          layer: [
            { mark: { type: "rule", strokeDash: [4, 4] }, encoding: { y } },
            { mark: { type: "text", align: "right", dy: -7, x: { expr: "width" } }, encoding: { y, text: { field: "label" } } },
          ],
        }] : []),
      ],
    };
  },

  algorithm_agreement() {
    const name = (algorithm) => text(`algorithm.${algorithm}`);
    const values = rows("algorithm_agreement").map((row) => ({
      one: name(row.algorithm), other: name(row.other_algorithm),
      value: row.adjusted_rand_index, shown: format.ratio(row.adjusted_rand_index),
    }));
    if (!values.length) return null;
    const order = report.algorithms.map(name);
    const axis = { domain: false, ticks: false, labelAngle: 0 };
    return {
      data: { values }, height: 220,
      encoding: {
        x: { field: "one", type: "nominal", sort: order, title: null, axis: { ...axis, orient: "top" } },
        y: { field: "other", type: "nominal", sort: order, title: null, axis },
      },
      layer: [
        {
          mark: { type: "rect", cornerRadius: 3, stroke: "var(--surface)", strokeWidth: 2 },
          encoding: { color: { field: "value", type: "quantitative", legend: null, scale: { scheme: "purples", domain: [-0.1, 1] } } },
        },
        { mark: "text", encoding: { text: { field: "shown" }, color: { value: "#1d1b26", condition: { test: "datum.value > 0.5", value: "#ffffff" } } } },
      ],
    };
  },

  feature_drift() {
    const values = rows("feature_drift").filter((row) => row.population_stability_index !== null)
      .map((row) => ({ ...row, at: day(row.as_of_date), feature: wrapped(word(row.feature), 24), date: format.short(row.as_of_date), shown: decimals(3).format(row.population_stability_index) }));
    if (!values.length) return null;
    return {
      data: { values }, height: stepFor(values.map((row) => row.feature), 26) * new Set(values.map((row) => row.feature)).size, mark: { type: "rect", cornerRadius: 2 },
      encoding: {
        stroke: { value: "var(--surface)", condition: { test: "datum.is_alarm", value: "var(--ink)" } },
        x: { field: "date", type: "ordinal", title: null, sort: { field: "at" }, axis: { labelAngle: -40, labelOverlap: true, domain: false, ticks: false } },
        y: { field: "feature", type: "nominal", title: null, axis: { ...inLines, domain: false, ticks: false } },
        color: { field: "population_stability_index", type: "quantitative", title: text("axis.psi"), scale: { scheme: "oranges", type: "sqrt", domain: [0, 0.5], clamp: true }, legend: { orient: "top", gradientLength: 160, format: ".2f", tickCount: 3 } },
        tooltip: [hint("feature", text("axis.feature")), hint("date", text("axis.date")), hint("shown", text("axis.psi"))],
      },
    };
  },

  sizes_over_time(place, algorithm) {
    const found = rows("segment_sizes_over_time").filter((row) => row.algorithm === algorithm);
    if (!found.length) return null;
    const segments = segmentsOf(algorithm, new Set(found.map((row) => row.segment_id)));
    const rank = new Map(segments.map(({ id }, at) => [id, at]));
    const totals = new Map();
    for (const row of found) totals.set(row.step_date, (totals.get(row.step_date) ?? 0) + row.customer_count);
    const values = found.map((row) => ({
      id: row.segment_id, at: day(row.step_date), customers: row.customer_count, rank: rank.get(row.segment_id),
      name: word(row.segment_name), date: format.date(row.step_date), shown: format.count(row.customer_count),
      share: format.percent(row.customer_count / totals.get(row.step_date)),
    }));
    place.before(segmentLegend(segments));
    const fits = rows("segmentation_models").filter((row) => row.algorithm === algorithm)
      .map((row) => ({ at: day(row.fitted_as_of_date), date: format.date(row.fitted_as_of_date) }));
    const first = Math.min(...values.map((row) => row.at));
    return {
      height: 300,
      layer: [
        {
          data: { values }, mark: { type: "area", stroke: "var(--surface)", strokeWidth: 1 },
          encoding: {
            x: { field: "at", ...when },
            y: { field: "customers", type: "quantitative", stack: "normalize", title: text("axis.customer_share"), axis: quantity(".0%", { tickCount: 4 }) },
            color: segmentColour(segments, "id"), order: { field: "rank" },
            tooltip: [hint("name", text("axis.segment")), hint("date", text("axis.date")), hint("shown", text("fact.customers")), hint("share", text("axis.share"))],
          },
        },
        {
          data: { values: fits.filter((row) => row.at >= first) },
          mark: { type: "rule", strokeDash: [3, 3], color: ink },
          encoding: { x: { field: "at", type: "temporal" }, tooltip: [hint("date", text("axis.refit"))] },
        },
      ],
    };
  },

  entries(place, algorithm) {
    const found = rows("segment_migrations").filter((row) => row.algorithm === algorithm && row.from_segment_id === null);
    if (!found.length) return null;
    const segments = segmentsOf(algorithm, new Set(found.map((row) => row.to_segment_id)));
    const values = found.map((row) => ({
      id: row.to_segment_id, at: row.to_date, name: word(row.to_segment_name), customers: row.customer_count,
      date: format.short(row.to_date), shown: format.count(row.customer_count), amount: format.amount(row.spend_amount),
    }));
    place.before(segmentLegend(segments));
    return {
      data: { values }, height: 300, mark: { type: "bar", stroke: "var(--surface)", strokeWidth: 0.5 },
      encoding: {
        x: { field: "date", type: "ordinal", sort: { field: "at" }, title: null, axis: { labelAngle: -40, labelOverlap: true } },
        y: { field: "customers", type: "quantitative", title: text("axis.new_customers"), axis: quantity(",.0f", { tickCount: 5 }) },
        color: segmentColour(segments, "id"),
        tooltip: [hint("name", text("axis.segment")), hint("date", text("axis.date")), hint("shown", text("fact.customers")), hint("amount", text("fact.spend"))],
      },
    };
  },

  causes(place, algorithm) {
    const found = rows("moves_by_cause").filter((row) => row.algorithm === algorithm);
    if (!found.length) return null;
    const fills = { behaviour: accent, ageing: muted, refit: "var(--bad)" };
    const values = found.map((row) => ({
      at: row.to_date, cause: text(`cause.${row.cause}`), fill: fills[row.cause], rank: Object.keys(fills).indexOf(row.cause),
      customers: row.customer_count, date: format.short(row.to_date), shown: format.count(row.customer_count),
    }));
    place.before(legend(Object.entries(fills).map(([cause, fill]) => [text(`cause.${cause}`), fill])));
    return {
      data: { values }, height: 260, mark: { type: "bar", stroke: "var(--surface)", strokeWidth: 0.5 },
      encoding: {
        x: { field: "date", type: "ordinal", sort: { field: "at" }, title: null, axis: { labelAngle: -40, labelOverlap: true } },
        y: { field: "customers", type: "quantitative", title: text("axis.moves"), axis: quantity(",.0f", { tickCount: 5 }) },
        color: { field: "fill", type: "nominal", scale: null }, order: { field: "rank" },
        tooltip: [hint("cause", text("axis.cause")), hint("date", text("axis.date")), hint("shown", text("axis.moves"))],
      },
    };
  },

  migrations(place, algorithm) {
    const found = rows("segment_migrations").filter((row) => row.algorithm === algorithm);
    if (!found.length) return null;
    const stepSelect = document.getElementById("migration-step"), measure = document.getElementById("migration-measure").value;
    const steps = [...new Set(found.map((row) => row.to_date))].sort();
    const wanted = steps.includes(stepSelect.value) ? stepSelect.value : steps[steps.length - 1];
    stepSelect.replaceChildren();
    fillSelect(stepSelect, steps.map((step) => [step, format.date(step)]).reverse());
    stepSelect.value = wanted;

    const flows = found.filter((row) => row.to_date === wanted && row[measure] > 0);
    const ids = new Set(flows.flatMap((row) => [row.from_segment_id, row.to_segment_id]));
    const segments = segmentsOf(algorithm, ids);
    const newcomer = { id: null, name: text("migrations.new"), fill: "var(--segment-grey)" };
    const total = flows.reduce((sum, row) => sum + row[measure], 0);
    const height = Math.max(320, 34 * (segments.length + 1)), gap = total * 0.012, unit = (total + gap * segments.length) / height;
    const shown = measure === "customer_count" ? format.count : format.amount;
    const narrow = place.clientWidth < 640;

    const side = (column, nodes) => {
      let top = 0;
      return nodes.flatMap((node) => {
        const value = flows.filter((row) => row[column] === node.id).reduce((sum, row) => sum + row[measure], 0);
        if (!value) return [];
        const placed = { ...node, value, y: top, y2: top + value, next: top };
        top += value + gap;
        return [placed];
      });
    };
    const left = side("from_segment_id", [newcomer, ...segments]), right = side("to_segment_id", segments);
    const find = (nodes, id) => nodes.find((node) => node.id === id);
    const ribbons = [];
    for (const target of right) {
      for (const source of left) {
        const flow = flows.find((row) => row.from_segment_id === source.id && row.to_segment_id === target.id);
        if (!flow) continue;
        const from = find(left, source.id).next, to = find(right, target.id).next, value = flow[measure];
        find(left, source.id).next += value;
        find(right, target.id).next += value;
        for (let step = 0; step <= 20; step++) {
          const x = step / 20, bend = x * x * (3 - 2 * x);
          ribbons.push({
            flow: `${source.id} ${target.id}`, x, y: from + (to - from) * bend, y2: from + (to - from) * bend + value, fill: source.fill,
            stays: source.id === target.id, from: source.name, to: target.name, customers: format.count(flow.customer_count), amount: format.amount(flow.spend_amount),
          });
        }
      }
    }
    // labels keep a line's distance from each other
    const labelled = (nodes) => {
      let last = -Infinity;
      return nodes.map((node) => {
        last = Math.max((node.y + node.y2) / 2, last + 15 * unit);
        return { ...node, at: last, label: narrow ? shown(node.value) : `${node.name}  ${shown(node.value)}` };
      });
    };
    place.before(segmentLegend([newcomer, ...segments]));
    const margin = narrow ? 0.5 : 0.62;
    const x = { field: "x", type: "quantitative", axis: null, scale: { domain: [-margin, 1 + margin], nice: false, zero: false } };
    const y = { field: "y", type: "quantitative", axis: null, scale: { reverse: true, nice: false, domain: [0, unit * height] } };
    const nodes = (placed, x1, x2) => ({
      data: { values: placed.map((node) => ({ ...node, x: x1, x2 })) }, mark: { type: "rect" },
      encoding: { x, x2: { field: "x2" }, y, y2: { field: "y2" }, color: { field: "fill", type: "nominal", scale: null } },
    });
    const labels = (placed, at, align) => ({
      data: { values: labelled(placed).map((node) => ({ ...node, x: at, y: node.at })) }, mark: { type: "text", align },
      encoding: { x, y, text: { field: "label" } },
    });
    return {
      height,
      layer: [
        {
          data: { values: ribbons }, mark: { type: "area", interpolate: "monotone" },
          encoding: {
            x, y, y2: { field: "y2" }, detail: { field: "flow" }, color: { field: "fill", type: "nominal", scale: null },
            opacity: { condition: { test: "datum.stays", value: 0.28 }, value: 0.7 },
            tooltip: [hint("from", text("migrations.from")), hint("to", text("migrations.to")), hint("customers", text("fact.customers")), hint("amount", text("fact.spend"))],
          },
        },
        nodes(left, -0.025, 0), nodes(right, 1, 1.025), labels(left, -0.04, "right"), labels(right, 1.04, "left"),
      ],
    };
  },

  cohorts() {
    const found = rows("customer_cohorts").filter((row) => row.months_since > 0 && row.cohort_customer_count >= enough);
    if (!found.length) return null;
    const values = found.map((row) => ({
      cohort: row.cohort_month, months: row.months_since, share: row.retained_share, month: format.month(row.cohort_month),
      shown: format.percent(row.retained_share), customers: format.count(row.cohort_customer_count), kept: format.count(row.retained_customer_count),
      revenue: format.price(row.cumulative_revenue_per_customer),
    }));
    const shares = values.filter((row) => row.kept !== "0").map((row) => row.share).sort((one, other) => one - other);
    const top = shares[Math.floor(shares.length * 0.97)] ?? 0.01;
    return {
      data: { values }, height: 17 * new Set(values.map((row) => row.month)).size, mark: { type: "rect", stroke: "var(--surface)" },
      encoding: {
        x: { field: "months", type: "ordinal", title: text("axis.months_since"), axis: { labelAngle: 0, labelOverlap: true, domain: false, ticks: false } },
        y: { field: "month", type: "ordinal", sort: { field: "cohort" }, title: null, axis: { domain: false, ticks: false } },
        color: { field: "share", type: "quantitative", title: text("axis.retained_share"), scale: { scheme: "purples", domain: [0, top], clamp: true }, legend: { orient: "top", format: ".1%", gradientLength: 160, tickCount: 3 } },
        tooltip: [hint("month", text("axis.cohort")), hint("months", text("axis.months_since")), hint("customers", text("axis.cohort_size")), hint("kept", text("axis.retained")), hint("shown", text("axis.retained_share")), hint("revenue", text("axis.cumulative_revenue"))],
      },
    };
  },

  late_orders() {
    const values = rows("late_orders").map((row) => ({
      at: row.week_start_date, date: format.short(row.week_start_date), orders: row.order_count,
      shown: format.count(row.order_count), delay: row.mean_delay_days === null ? none : decimals(1).format(row.mean_delay_days), most: format.count(row.max_delay_days),
    }));
    if (!values.some((row) => row.orders)) return null;
    return {
      data: { values }, height: 300, mark: { type: "bar", color: accent, cornerRadiusEnd: 2 },
      encoding: {
        x: { field: "date", type: "ordinal", sort: { field: "at" }, title: text("axis.week"), axis: { labelAngle: -40, labelOverlap: true } },
        y: { field: "orders", type: "quantitative", title: text("axis.late_orders"), axis: quantity(",.0f", { tickCount: 5 }) },
        tooltip: [hint("date", text("axis.week")), hint("shown", text("axis.late_orders")), hint("delay", text("axis.mean_delay")), hint("most", text("axis.max_delay"))],
      },
    };
  },

  places(place) {
    const spots = rows("customer_places");
    if (!spots.length) return null;
    // the frame holds all but the outermost customers
    const frame = (column) => {
      const sorted = [...spots].sort((one, other) => one[column] - other[column]);
      const total = sorted.reduce((sum, row) => sum + row.customer_count, 0);
      let seen = 0, low = null, high = null;
      for (const row of sorted) {
        seen += row.customer_count;
        if (low === null && seen > total * 0.001) low = row[column];
        if (high === null && seen >= total * 0.999) high = row[column];
      }
      return [low - 1, high + 1];
    };
    const wide = frame("longitude"), high = frame("latitude");
    const groups = [["top_sellers", "square", "var(--segment-2)"], ["engaged_new_sellers", "triangle-up", "var(--segment-1)"], ["worst_reviewed_zip_codes", "circle", "var(--segment-4)"]];
    const points = groups.flatMap(([name, shape, fill]) => rows(name).filter((row) => row.latitude !== null).map((row) => ({
      longitude: row.longitude, latitude: row.latitude, fill, shape, what: text(`question.${name}`),
      who: row.seller_id ?? row.customer_zip_code_prefix, value: row.mean_review_score === undefined ? format.amount(row.revenue_amount) : format.ratio(row.mean_review_score), city: `${row.seller_city ?? row.customer_city}, ${row.seller_state ?? row.customer_state}`,
    })));
    place.before(legend([[text("places.customers"), muted], ...groups.map(([name, , fill]) => [text(`question.${name}`), fill])]));
    const x = { field: "longitude", type: "quantitative", axis: null, scale: { domain: wide, nice: false, zero: false } };
    const y = { field: "latitude", type: "quantitative", axis: null, scale: { domain: high, nice: false, zero: false } };
    const height = Math.min(560, place.clientWidth * (high[1] - high[0]) / (wide[1] - wide[0]));
    return {
      height,
      layer: [
        {
          data: { values: spots }, mark: { type: "circle", color: muted, clip: true, size: 16 },
          encoding: { x, y, opacity: { field: "customer_count", type: "quantitative", legend: null, scale: { type: "log", range: [0.15, 0.85] } } },
        },
        {
          data: { values: points }, mark: { type: "point", filled: true, size: 90, stroke: "var(--surface)", strokeWidth: 1, clip: true, opacity: 1 },
          encoding: {
            x, y, color: { field: "fill", type: "nominal", scale: null }, shape: { field: "shape", type: "nominal", scale: null },
            tooltip: [hint("what", text("axis.question")), hint("city", text("column.customer_city")), hint("value", text("axis.revenue_or_score")), hint("who", text("axis.id"))],
          },
        },
      ],
    };
  },

  distributions(place) {
    const recipe = recipeOf(place);
    return rows("feature_distribution").filter((row) => row.recipe === recipe)
      .filter((row) => row.customer_count > 0).sort((one, other) => one.feature.localeCompare(other.feature) || (one.stage === "after") - (other.stage === "after"))
      .map((box) => ({
        title: fill("distributions.title", { feature: word(box.feature), stage: text(`stage.${box.stage}`) }),
        note: fill("distributions.figures", {
          skewness: format.ratio(box.skewness), kurtosis: format.ratio(box.excess_kurtosis), outliers: format.percent(box.outlier_share),
        }),
        spec: histogram(box, rows("feature_histogram").filter((row) =>
          row.recipe === recipe && row.feature === box.feature && row.stage === box.stage)),
      }));
  },

  correlations(place) {
    const measure = document.getElementById("correlation-measure").value;
    const narrow = place.clientWidth < 480;
    const found = rows("feature_correlation");
    if (!found.length) return null;
    const label = (feature) => wrapped(word(feature), narrow ? 16 : 26);
    const values = found.flatMap((row) => [[row.feature, row.other_feature], [row.other_feature, row.feature]].map(([one, other]) => ({
      one: label(one), other: label(other), value: row[measure], shown: format.ratio(row[measure]), customers: format.count(row.customer_count),
    })));
    const axis = { ...inLines, domain: false, ticks: false, labelFontSize: 10 };
    return {
      data: { values }, height: stepFor(values.map((row) => row.one), 38) * new Set(values.map((row) => row.one)).size,
      encoding: {
        x: { field: "one", type: "nominal", title: null, axis: { ...axis, labelAngle: -90 } },
        y: { field: "other", type: "nominal", title: null, axis },
      },
      layer: [
        {
          mark: { type: "rect", cornerRadius: 3, stroke: "var(--surface)", strokeWidth: 2 },
          encoding: {
            color: { field: "value", type: "quantitative", legend: null, scale: { scheme: "purpleorange", domain: [-1, 1] } },
            tooltip: [hint("one", text("axis.feature")), hint("other", text("axis.other_feature")), hint("shown", text("axis.correlation")), hint("customers", text("fact.customers"))],
          },
        },
        { mark: { type: "text", fontSize: narrow ? 9 : 11 }, encoding: { text: { field: "shown" }, color: { value: "#1d1b26", condition: { test: "abs(datum.value) > 0.7", value: "#ffffff" } } } },
      ],
    };
  },

  normality() {
    const found = rows("feature_normality");
    if (!found.length) return null;
    const tests = [...new Set(found.map((row) => row.test))];
    const groups = new Map();
    for (const row of found) {
      const key = `${row.recipe} ${row.feature} ${row.stage}`;
      groups.set(key, { ...groups.get(key), ...row, [row.test]: row });
    }
    const body = [...groups.values()].map((group) => element("tr", {},
      element("th", { scope: "row", textContent: `${word(group.feature)}, ${text(`stage.${group.stage}`)}` }),
      element("td", { textContent: word(group.recipe) }),
      ...tests.map((test) => element("td", { className: "number", textContent: pValue(group[test].p_value, test) })),
      element("td", { className: "number", textContent: format.count(group.sample_size) })));
    const meanings = [...new Set(found.map((row) => word(row.meaning)))];
    const scroller = element("div", { className: "table tall", tabIndex: 0 }, element("table", {},
      element("thead", {}, element("tr", {}, ...[text("axis.feature"), text("distributions.recipe"), ...tests.map((test) => text(`test.${test}`)), text("axis.sample_size")]
        .map((title) => element("th", { scope: "col", textContent: title })))),
      element("tbody", {}, ...body)));
    scroller.setAttribute("role", "region");
    scroller.setAttribute("aria-label", text("chart.normality"));
    return element("div", {}, scroller, element("ul", {}, ...meanings.map((meaning) => element("li", { textContent: meaning }))));
  },

  source_profile() {
    const found = rows("source_profile");
    if (!found.length) return null;
    const number = (value) => element("td", { className: "number", textContent: typeof value === "number" ? format.number(value) : value ?? none });
    const body = found.map((row) => element("tr", {},
      element("th", { scope: "row" }, element("code", { textContent: `${row.source}.${row.column_name}` })),
      element("td", {}, element("code", { textContent: row.data_type })),
      number(row.row_count), number(format.percent(row.missing_share)), number(row.distinct_count),
      ...["min_value", "first_quartile", "median_value", "third_quartile", "max_value"].map((column) =>
        element("td", { className: "text", textContent: typeof row[column] === "number" ? format.number(row[column]) : row[column] ?? none })),
      element("td", { className: "text", textContent: row.most_frequent_value ?? none }), number(format.percent(row.most_frequent_share))));
    const titles = ["column", "type", "rows", "missing", "distinct", "minimum", "first_quartile", "median", "third_quartile", "maximum", "most_frequent", "share"];
    const scroller = element("div", { className: "table tall", tabIndex: 0 }, element("table", {},
      element("thead", {}, element("tr", {}, ...titles.map((title) => element("th", { scope: "col", textContent: text(`profile.${title}`) })))),
      element("tbody", {}, ...body)));
    scroller.setAttribute("role", "region");
    scroller.setAttribute("aria-label", text("chart.source_profile"));
    return scroller;
  },
};

// the table of Anderson and Darling ends at these
const bounds = { anderson_darling: [0.01, 0.15] };
function pValue(value, test) {
  const [low, high] = bounds[test] ?? [0, 1];
  if (value === null) return none;
  if (value <= low && low > 0) return `\u2264\u00a0${decimals(3).format(low)}`;
  if (value >= high && high < 1) return `\u2265\u00a0${decimals(3).format(high)}`;
  return value < 0.001 ? `<\u00a0${decimals(3).format(0.001)}` : decimals(3).format(value);
}

// measures of the evaluation by number of clusters
for (const measure of ["inertia", "silhouette", "davies_bouldin", "prediction_strength"]) {
  charts[measure] = (place) => {
    const values = rows("model_evaluation").filter((row) => row[measure] !== null && ["kmeans", "ward"].includes(row.algorithm))
      .map((row) => ({ clusters: row.cluster_count, value: row[measure], name: text(`algorithm.${row.algorithm}`), dash: row.algorithm === "ward" ? [5, 3] : [1, 0], configured: row.is_configured, shown: format.number(row[measure]) }));
    if (!values.length) return null;
    const names = ["kmeans", "ward"].map((name) => text(`algorithm.${name}`));
    place.before(legend([[names[0], "var(--segment-3)"], [names[1], "var(--segment-2)"]]));
    return {
      data: { values }, height: 190,
      encoding: {
        x: { field: "clusters", type: "quantitative", title: text("axis.clusters"), axis: { grid: false, tickMinStep: 1, format: "d" }, scale: { zero: false, nice: false, padding: 8 } },
        y: { field: "value", type: "quantitative", title: null, axis: quantity(measure === "inertia" ? ",.0f" : ".2f", { tickCount: 4 }), scale: { zero: measure === "inertia" } },
        color: { field: "name", type: "nominal", title: null, scale: { domain: names, range: ["var(--segment-3)", "var(--segment-2)"] }, legend: null },
      },
      layer: [
        { mark: { type: "line" }, encoding: { strokeDash: { field: "dash", type: "nominal", scale: null } } },
        {
          mark: { type: "point", filled: true },
          encoding: {
            opacity: { value: 1 }, size: { value: 25, condition: { test: "datum.configured", value: 130 } },
            tooltip: [hint("name", text("axis.algorithm")), hint("clusters", text("axis.clusters")), hint("shown", text(`chart.${measure}`))],
          },
        },
      ],
    };
  };
}

// agreement of frozen models with a refit, by weeks since the fit
for (const algorithm of ["kmeans", "rfm"]) {
  charts[`stability_${algorithm}`] = (place) => {
    const found = rows("segment_stability").filter((row) => row.algorithm === algorithm);
    if (!found.length) return null;
    const frozen = (row) => fill("stability.frozen", { date: format.date(row.origin_date) });
    const origins = [...new Set(found.map(frozen))];
    const values = found.flatMap((row) => [
      { weeks: row.weeks_since_fit, value: row.ari, series: frozen(row), shown: format.ratio(row.ari) },
      ...(row.ari_ceiling === null ? [] : [{ weeks: row.weeks_since_fit, value: row.ari_ceiling, series: text("stability.ceiling"), origin: row.origin_date, shown: format.ratio(row.ari_ceiling) }]),
    ]).map((row) => ({ ...row, dash: row.origin ? [2, 3] : [[1, 0], [7, 3]][origins.indexOf(row.series) % 2] }));
    const threshold = rows("stability_horizons").find((row) => row.algorithm === algorithm)?.threshold;
    const hasCeiling = values.some((row) => row.series === text("stability.ceiling"));
    const series = [...origins, ...(hasCeiling ? [text("stability.ceiling")] : [])];
    const palette = ["var(--segment-3)", "var(--segment-2)", "var(--segment-1)", "var(--segment-4)", "var(--segment-6)", "var(--segment-7)"];
    const fills = series.map((name, at) => name === text("stability.ceiling") ? muted : palette[at % palette.length]);
    place.before(legend(series.map((name, at) => [name, fills[at]])));
    return {
      height: 280,
      layer: [
        {
          data: { values }, mark: { type: "line", point: { size: 14 } },
          encoding: {
            x: { field: "weeks", type: "quantitative", title: text("axis.weeks_since_fit"), axis: { grid: false } },
            y: { field: "value", type: "quantitative", title: text("axis.ari"), axis: quantity(".1f"), scale: { domain: [Math.min(0, ...values.map((row) => row.value)), 1] } },
            color: { field: "series", type: "nominal", title: null, scale: { domain: series, range: fills }, legend: null },
            strokeDash: { field: "dash", type: "nominal", scale: null },
            detail: { field: "origin" },
            tooltip: [hint("series", text("axis.series")), hint("weeks", text("axis.weeks_since_fit")), hint("shown", text("axis.ari"))],
          },
        },
        ...(threshold === undefined ? [] : [{
          data: { values: [{ value: threshold, label: fill("stability.threshold", { value: decimals(1).format(threshold) }) }] },
          layer: [
            { mark: { type: "rule", strokeDash: [6, 4], color: "var(--bad)" }, encoding: { y: { field: "value", type: "quantitative" } } },
            { mark: { type: "text", align: "right", dy: -7, x: { expr: "width" }, fill: "var(--bad)" }, encoding: { y: { field: "value", type: "quantitative" }, text: { field: "label" } } },
          ],
        }]),
      ],
    };
  };
}

// the shop's months
for (const [name, column, mark, shown, axis] of [
  ["orders_by_month", "order_count", "bar", format.count, ",.0f"], ["revenue_by_month", "revenue_amount", "bar", format.amount, ",.0f"],
  ["late_by_month", "late_share", "line", format.percent, ".0%"], ["score_by_month", "mean_review_score", "line", format.ratio, ".1f"],
]) {
  charts[name] = () => {
    const values = rows("orders_by_month").filter((row) => mark === "bar" || row.order_count >= enough).map((row) => ({ at: day(row.month_start_date), value: row[column], month: format.month(row.month_start_date), shown: shown(row[column]) }));
    if (!values.length) return null;
    return {
      data: { values }, height: 200, mark: mark === "bar" ? { type: "bar", color: accent, cornerRadiusEnd: 2, width: { band: 0.8 } } : { type: "line", color: accent, point: { size: 24, fill: accent } },
      encoding: {
        x: { field: "at", ...when, timeUnit: "yearmonth" },
        y: { field: "value", type: "quantitative", title: null, axis: quantity(axis, { tickCount: 4 }), scale: { zero: name !== "score_by_month" } },
        tooltip: [hint("month", text("axis.month")), hint("shown", text(`chart.${name}`))],
      },
    };
  };
}

// bars of a histogram under the box of its quartiles; the tail, as wide as a bar, is pale
function histogram(box, bins) {
  const starts = bins.map((row) => row.bin_start);
  const single = bins.every((row) => row.bin_start === row.bin_end);
  const gaps = starts.slice(1).map((start, at) => start - starts[at]).filter((gap) => gap > 0);
  const range = starts[starts.length - 1] - starts[0];
  // bars of single values are at least a sixtieth of the range wide, so that one sees them
  const width = (single ? Math.max(Math.min(...gaps, range || 1), range / 60) : bins[0].bin_end - bins[0].bin_start) || 1;
  // a first bar without width would hide under the tail
  const shift = !single && bins[0].bin_end === bins[0].bin_start ? width : 0;
  const values = bins.map((row, at) => ({
    x: single ? row.bin_start - width * 0.4 : row.bin_start + (at && shift),
    x2: single ? row.bin_start + width * 0.4 : row.bin_start + (at && shift) + width,
    customers: row.customer_count, shown: format.count(row.customer_count), tail: row.is_tail,
    range: row.bin_start === row.bin_end ? format.number(row.bin_start) : `${format.number(row.bin_start)} \u2013 ${format.number(row.bin_end)}`,
  }));
  const end = Math.max(...values.map((row) => row.x2)), start = Math.min(...values.map((row) => row.x));
  const inside = (value) => Math.min(Math.max(value, start), end);
  const most = Math.max(...values.map((row) => row.customers));
  const figures = {
    low: inside(box.whisker_low), first: inside(box.first_quartile), median: inside(box.median_value), third: inside(box.third_quartile), high: inside(box.whisker_high),
    middle: most * 1.14, top: most * 1.2, bottom: most * 1.08,
  };
  const x = (field) => ({ field, type: "quantitative", title: null, scale: { domain: [start, end], nice: false, zero: false }, axis: { grid: false, tickCount: 5, format: ",~f", labelOverlap: true } });
  const y = (field) => ({ field, type: "quantitative", title: null, scale: { domain: [0, most * 1.24], nice: false }, axis: quantity(",.0f", { tickCount: 3 }) });
  return {
    height: 150,
    layer: [
      {
        data: { values }, mark: { type: "bar", color: accent },
        encoding: {
          x: x("x"), x2: { field: "x2" }, y: y("customers"), y2: { datum: 0 }, opacity: { value: 0.85, condition: { test: "datum.tail", value: 0.4 } },
          tooltip: [hint("range", text("axis.range")), hint("shown", text("fact.customers"))],
        },
      },
      { data: { values: [figures] }, mark: { type: "rule" }, encoding: { x: x("low"), x2: { field: "high" }, y: y("middle") } },
      { data: { values: [figures] }, mark: { type: "rect", fill: "var(--segment-2)", fillOpacity: 0.5, stroke: "var(--segment-2)" }, encoding: { x: x("first"), x2: { field: "third" }, y: y("bottom"), y2: { field: "top" } } },
      { data: { values: [figures] }, mark: { type: "rule", color: ink, strokeWidth: 2 }, encoding: { x: x("median"), y: y("bottom"), y2: { field: "top" } } },
    ],
  };
}

// the recipe chosen in a chart; at first the one that the segments use
function recipeOf(place) {
  const select = place.parentElement.querySelector("select.recipe");
  if (!select.options.length) {
    const used = rows("models").find((row) => row.recipe !== null)?.recipe;
    fillSelect(select, distinct("feature_distribution", "recipe").map((recipe) => [recipe, word(recipe)]));
    if (used) select.value = used;
  }
  return select.value;
}

// drawing: a chart when it comes near, the others when there is time (so that all are there for print)
const locales = {
  formatLocale: report.numberLocale,
  timeFormatLocale: report.timeLocale,
};
const drawn = new Set();
const finalizers = new Map();
async function embed(place, spec) {
  const full = { width: "container", autosize: { type: "fit-x", contains: "padding" }, config, ...spec };
  const { finalize } = await vegaEmbed(place, full, { actions: false, renderer: "svg", tooltip: { theme: "custom" }, ...locales });
  finalizers.set(place, [...(finalizers.get(place) ?? []), finalize]);
  // the place has a label, and the rows are beside it: a screen reader need not hear of every mark
  place.querySelector("svg").setAttribute("aria-hidden", "true");
}
// one after the other: two at once in one place would disturb each other
let queue = Promise.resolve();
function draw(place) {
  drawn.add(place);
  // a chart that fails is the only one
  queue = queue.then(() => drawNow(place)).catch((error) => console.error(place.dataset.chart, error));
  return queue;
}
async function drawNow(place) {
  for (const part of [place, ...place.querySelectorAll(".plot-part")]) {
    for (const finalize of finalizers.get(part) ?? []) finalize();
    finalizers.delete(part);
  }
  while (place.previousElementSibling?.classList.contains("legend")) place.previousElementSibling.remove();
  const result = charts[place.dataset.chart](place, chosen());
  place.classList.toggle("plots", Array.isArray(result));
  if (result === null || result.length === 0) {
    place.replaceChildren(element("p", { className: "empty", textContent: text("chart.empty") }));
  } else if (result instanceof Element) {
    place.removeAttribute("role");
    place.removeAttribute("aria-label");
    place.replaceChildren(result);
  } else if (Array.isArray(result)) {
    const parts = result.map(({ title, note, spec }) => {
      const inner = element("div", { className: "plot-part" });
      return [element("div", {}, element("h4", { textContent: title }), inner, ...(note ? [element("p", { textContent: note })] : [])), inner, spec];
    });
    place.replaceChildren(...parts.map(([outer]) => outer));
    for (const [, inner, spec] of parts) await embed(inner, spec);
  } else {
    await embed(place, result);
  }
  place.dataset.drawn = chosen();
}
function redraw(wanted) {
  for (const place of drawn) if (wanted(place.dataset.chart)) draw(place);
}
for (const id of ["migration-step", "migration-measure", "correlation-measure"]) {
  document.getElementById(id).addEventListener("change", () =>
    redraw((name) => name === (id === "correlation-measure" ? "correlations" : "migrations")));
}
for (const select of document.querySelectorAll("select.recipe")) {
  select.addEventListener("change", () => redraw((name) => name === "distributions"));
}
showAlgorithm();
const near = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting && !drawn.has(entry.target)) draw(entry.target);
}, { rootMargin: "300px" });
const places = [...document.querySelectorAll(".plot")];
for (const place of places) near.observe(place);
function drawRest() {
  const place = places.find((candidate) => !drawn.has(candidate));
  if (!place) { root.dataset.ready = "true"; return; }
  draw(place).then(() => setTimeout(drawRest));
}
addEventListener("load", () => setTimeout(drawRest));
