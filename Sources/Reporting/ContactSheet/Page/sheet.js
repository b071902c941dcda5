const root = document.documentElement;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const sheet = one("#sheet");
const form = one("form.controls");
const viewer = one("#viewer");
const keys = one("#keys");
const tray = one("#tray");
root.classList.add("js");

/* Settings that outlive the page; a browser may refuse to keep them for files. */
const kept = {
  get(name) { try { return localStorage.getItem("aquatint." + name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem("aquatint." + name, value); } catch { /* kept for this page only */ } },
};

/* Light and dark */
const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const switchTheme = () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  kept.set("theme", root.dataset.theme);
};
const theme = kept.get("theme");
if (theme === "light" || theme === "dark") root.dataset.theme = theme;

const setSize = (size) => {
  if (!["s", "m", "l"].includes(size)) return;
  root.dataset.size = size;
  one(`input[name="size"][value="${size}"]`, form).checked = true;
  kept.set("size", size);
};
setSize(kept.get("size"));

/* All that is known, pictures alone, or a table of two axes. */
const table = one("#table");
const setView = (name) => {
  const button = one(`input[name="view"][value="${name}"]`, form);
  if (!button) return;
  root.dataset.view = name;
  button.checked = true;
  kept.set("view", name);
  table.hidden = name !== "table";
  if (name === "table") fillTable();
};
/* One cell for each pair of values, with the first picture of each asset that has them. */
const fillTable = () => {
  const axes = JSON.parse(sheet.dataset.axes);
  const rows = axes.length > 1 ? axes[0] : null;
  const columns = axes[axes.length - 1];
  const column = axes.length - 1;
  const rowOf = (card) => (rows ? Number(card.values[0]) : card.element.dataset.source ?? "");
  const names = rows ? rows.values.map((value, index) => [index, value]) : [...new Set(cards.map(rowOf))].map((name) => [name, name]);
  const head = document.createElement("tr");
  for (const text of ["", ...columns.values]) {
    const cell = document.createElement(text === "" ? "td" : "th");
    cell.textContent = text;
    if (text !== "") cell.scope = "col";
    head.append(cell);
  }
  table.replaceChildren(head);
  for (const [key, name] of names) {
    const line = document.createElement("tr");
    const title = document.createElement("th");
    title.scope = "row";
    title.textContent = name;
    line.append(title);
    columns.values.forEach((_, index) => {
      const cell = document.createElement("td");
      for (const card of shown) {
        if (rowOf(card) !== key || Number(card.values[column]) !== index) continue;
        const shot = one(".strip .pic.chosen a.shot, .strip .pic:not(.source) a.shot", card.element);
        const tile = document.createElement("button");
        tile.type = "button";
        tile.className = "tile";
        tile.dataset.decision = card.element.dataset.decision ?? "open";
        const image = shot && one("img", shot);
        if (image) {
          const copy = document.createElement("img");
          copy.src = image.src;
          copy.alt = card.name;
          copy.loading = "lazy";
          tile.append(copy);
          tile.addEventListener("click", () => open(shot));
        } else {
          tile.textContent = card.name;
          tile.disabled = true;
        }
        cell.append(tile);
      }
      line.append(cell);
    });
    table.append(line);
  }
};

/* Finding and ordering */
const urgency = { undecided: 0, failed: 1, pending: 2, complete: 3 };
const cards = all(":scope > .asset", sheet).map((element, index) => ({
  element, index,
  state: element.dataset.state,
  cost: Number(element.dataset.cost),
  time: Number(element.dataset.time),
  values: element.dataset.values.split(" "),
  name: one("h2", element).textContent,
  text: null,
}));
const collator = new Intl.Collator(undefined, { numeric: true });
/* What is not known counts as more than anything that is. */
const amount = (number) => (number < 0 ? Infinity : number);
const orders = {
  file: () => 0,
  name: (a, b) => collator.compare(a.name, b.name),
  state: (a, b) => urgency[a.state] - urgency[b.state],
  cost: (a, b) => (a.cost === b.cost ? 0 : amount(b.cost) - amount(a.cost)),
  time: (a, b) => b.time - a.time,
};
let shown = cards;
let order = "file";
const nothing = document.createElement("p");
nothing.className = "nothing";
nothing.textContent = "No asset is like this.";

const textOf = (card) => {
  card.text ??= [card.name, ...all(".prompt, .reason", card.element).map((part) => part.textContent)].join("\n").toLowerCase();
  return card.text;
};

const update = () => {
  const words = form.elements.find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const states = all('input[name="state"]:checked', form).map((box) => box.value);
  const decisions = all('input[name="decision"]:checked', form).map((box) => box.value);
  const axes = new Map();
  for (const control of all("[data-axis]", form)) {
    const wanted = control.type === "checkbox" ? (control.checked ? control.value : "") : control.value;
    if (wanted !== "") axes.set(control.dataset.axis, [...(axes.get(control.dataset.axis) ?? []), wanted]);
  }
  const filters = [...axes];
  const matches = (card) =>
    (states.length === 0 || states.includes(card.state)) &&
    (decisions.length === 0 || decisions.includes(card.element.dataset.decision)) &&
    filters.every(([axis, wanted]) => wanted.includes(card.values[axis])) &&
    words.every((word) => textOf(card).includes(word));
  if (form.elements.order.value !== order) {
    order = form.elements.order.value;
    cards.sort((a, b) => orders[order](a, b) || a.index - b.index);
    const arranged = document.createDocumentFragment();
    for (const card of cards) arranged.append(card.element);
    sheet.append(arranged);
  }
  shown = cards.filter((card) => {
    const visible = matches(card);
    if (card.element.hidden === visible) card.element.hidden = !visible;
    return visible;
  });
  const noun = cards.length === 1 ? "asset" : "assets";
  one(".tally", form).textContent = shown.length === cards.length ? `${cards.length} ${noun}` : `${shown.length} of ${cards.length} ${noun}`;
  if (shown.length === 0) sheet.append(nothing);
  else nothing.remove();
  if (root.dataset.view === "table") fillTable();
};

