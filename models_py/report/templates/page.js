// Data, texts and formats; the controls of the page. The charts are in charts.js.
const report = window.REPORT;
const root = document.documentElement;

const text = (key) => report.text[key];
const word = (value) => report.translations[value] ?? value;
const fill = (key, values) => text(key).replace(/\{(\w+)\}/g, (_, name) => values[name]);

const read = {};
function rows(name) {
  if (!read[name]) {
    const { columns, values } = report.data[name];
    read[name] = values[0].map((_, index) =>
      Object.fromEntries(columns.map((column, at) => [column, values[at][index]])));
  }
  return read[name];
}

const decimals = (digits) => new Intl.NumberFormat(report.locale,
  { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" });
const share = new Intl.NumberFormat(report.locale,
  { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const whole = decimals(0), hundredths = decimals(2);
const general = new Intl.NumberFormat(report.locale, { maximumSignificantDigits: 4 });
const longDate = new Intl.DateTimeFormat(report.locale,
  { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const shortDate = new Intl.DateTimeFormat(report.locale,
  { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const longMonth = new Intl.DateTimeFormat(report.locale,
  { month: "long", year: "numeric", timeZone: "UTC" });
const none = "\u2013";
const format = {
  count: (value) => value === null ? none : whole.format(value),
  amount: (value) => value === null ? none : `${whole.format(value)}\u00a0${report.currency}`.trimEnd(),
  price: (value) => value === null ? none : `${hundredths.format(value)}\u00a0${report.currency}`.trimEnd(),
  percent: (value) => value === null ? none : share.format(value),
  ratio: (value) => value === null ? none : hundredths.format(value),
  number: (value) => value === null ? none : (Number.isInteger(value) ? whole : general).format(value),
  date: (value) => longDate.format(new Date(value)).replace(/^1\b/, report.firstDay),
  short: (value) => shortDate.format(new Date(value)).replace(/^1\b/, report.firstDay),
  month: (value) => longMonth.format(new Date(value)),
};

const element = (name, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};

const chosen = () => document.querySelector("input[name=algorithm]:checked").value;
const hasHistory = (algorithm) => rows("changes").some((row) => row.algorithm === algorithm);

// light or dark: as the system has it, until the reader chooses; a page from disk may not remember
const themeButton = document.getElementById("theme");
function setTheme(theme) {
  root.dataset.theme = theme;
  themeButton.textContent = text(theme === "dark" ? "theme.light" : "theme.dark");
}
const remembered = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
setTheme(remembered() ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
themeButton.addEventListener("click", () => {
  setTheme(root.dataset.theme === "dark" ? "light" : "dark");
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not remembered */ }
});

// the algorithm
function showAlgorithm() {
  const algorithm = chosen();
  for (const part of document.querySelectorAll("[data-algorithm]")) {
    part.hidden = part.dataset.algorithm !== algorithm;
  }
  const known = hasHistory(algorithm);
  for (const name of ["sizes_over_time", "entries", "migrations"]) {
    document.getElementById(`chart-${name}`).hidden = !known;
  }
  filterCards();
  redraw((name) => ofAlgorithm.includes(name));
}
document.getElementById("algorithm").addEventListener("change", showAlgorithm);

// the filters: sums of what customers add up to, over the chosen state and category
const filters = document.getElementById("filters");
function fillSelect(select, values) {
  for (const [value, label] of values) select.append(element("option", { value, textContent: label }));
}
const distinct = (name, column) => [...new Set(rows(name).map((row) => row[column]))]
  .filter((value) => value !== null);
fillSelect(filters.elements.state, distinct("segment_customers", "customer_state").sort()
  .map((state) => [state, state]));
fillSelect(filters.elements.category, distinct("segment_customers", "category")
  .map((category) => [category, word(category)])
  .sort((one, other) => one[1].localeCompare(other[1], report.locale)));

const additive = {
  customer_count: (sums) => format.count(sums.customer_count),
  customer_share: (sums, all) => format.percent(all.customer_count && sums.customer_count / all.customer_count),
  spend_amount: (sums) => format.amount(sums.spend_amount),
  spend_share: (sums, all) => format.percent(all.spend_amount && sums.spend_amount / all.spend_amount),
  order_count: (sums) => format.count(sums.order_count),
  average_order_value: (sums) => format.price(sums.order_count ? sums.spend_amount / sums.order_count : null),
};
const unfiltered = new Map([...document.querySelectorAll("[data-additive]")]
  .map((part) => [part, part.innerHTML]));
function filterCards() {
  const { state, category } = filters.elements;
  const filtered = state.value !== "" || category.value !== "";
  const cards = document.querySelector(`.cards[data-algorithm=${chosen()}]`);
  const empty = () => ({ customer_count: 0, spend_amount: 0, order_count: 0 });
  const all = empty(), bySegment = {};
  for (const row of rows("segment_customers")) {
    if (row.algorithm !== chosen()) continue;
    if (state.value !== "" && row.customer_state !== state.value) continue;
    if (category.value !== "" && row.category !== category.value) continue;
    const sums = bySegment[row.segment_id] ??= empty();
    for (const column in all) {
      sums[column] += row[column];
      all[column] += row[column];
    }
  }
  document.getElementById("segments").classList.toggle("is-filtered", filtered);
  const quoted = (value) => `'${value.replaceAll("'", "''")}'`;
  const named = distinct("segment_customers", "category").filter((value) => !["(unknown)", "(other)"].includes(value));
  const condition = (column, value) => {
    if (value === "") return "";
    if (value === "(unknown)") return `\n  and ${column} is null`;
    if (value === "(other)") return `\n  and ${column} not in (${named.map(quoted).join(", ")})`;
    return `\n  and ${column} = ${quoted(value)}`;
  };
  for (const part of document.querySelectorAll("#segments .list-filter")) {
    part.textContent = condition("customer_state", state.value) + condition("category", category.value);
  }
  for (const card of cards.querySelectorAll("[data-segment]")) {
    const sums = bySegment[card.dataset.segment] ?? empty();
    for (const part of card.querySelectorAll("[data-additive]")) {
      if (filtered) part.textContent = additive[part.dataset.additive](sums, all);
      else part.innerHTML = unfiltered.get(part);
    }
  }
  const names = [state.value, category.value && word(category.value)].filter(Boolean).join(", ");
  chip.hidden = !filtered;
  chip.textContent = `${names} \u00d7`;
  chip.setAttribute("aria-label", `${names}: ${text("filters.reset")}`);
  filters.querySelector(".filters-note").textContent = filtered
    ? fill("filters.note", { names, customers: format.count(all.customer_count) })
    : "";
}
const chip = document.querySelector(".filtered");
chip.addEventListener("click", () => filters.reset());
filters.addEventListener("change", filterCards);
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(filterCards));

// on paper nothing can be opened
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details.alerts")) details.open = true;
});

// the rows behind a chart, when somebody asks for them
const shownRows = 200;
function table(name) {
  const { columns } = report.data[name];
  const found = rows(name);
  const cell = (value) => {
    if (typeof value === "number") return element("td", { className: "number", textContent: format.number(value) });
    if (value === null) return element("td", { textContent: none });
    return element("td", { className: "text", textContent: String(word(value)) });
  };
  return element("table", {},
    element("thead", {}, element("tr", {}, ...columns.map((column) =>
      element("th", { scope: "col" }, element("code", { textContent: column }))))),
    element("tbody", {}, ...found.slice(0, shownRows).map((row) =>
      element("tr", {}, ...columns.map((column) => cell(row[column]))))));
}
for (const details of document.querySelectorAll("details.source")) {
  details.addEventListener("toggle", () => {
    const place = details.querySelector(".rows");
    if (!details.open || place.childElementCount) return;
    const count = rows(details.dataset.source).length;
    place.tabIndex = 0;
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", text("source.rows"));
    place.append(element("p", { textContent: fill(count > shownRows ? "source.first_rows" : "source.all_rows",
      { shown: format.count(shownRows), count: format.count(count) }) }), table(details.dataset.source));
  });
}

for (const button of document.querySelectorAll("button.copy")) {
  button.addEventListener("click", async () => {
    const query = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(query.textContent);
    } catch {
      getSelection().selectAllChildren(query);
      document.execCommand("copy");
    }
    button.textContent = text("list.copied");
  });
}

// which section one is in
const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
const sections = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    for (const [section, link] of links) {
      if (section === entry.target.id) {
        link.setAttribute("aria-current", "true");
        const menu = link.closest("nav");
        menu.scrollTo({ left: link.offsetLeft - menu.offsetLeft - 40 });
      } else link.removeAttribute("aria-current");
    }
  }
}, { rootMargin: "-20% 0px -75% 0px" });
for (const section of document.querySelectorAll("main > section")) sections.observe(section);
