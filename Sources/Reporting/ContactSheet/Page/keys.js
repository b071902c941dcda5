/* Moving about the sheet, and what each key does. */
const current = () => document.activeElement.closest?.(".asset");
const focusAsset = (direction) => {
  if (shown.length === 0) return;
  const index = shown.findIndex((card) => card.element === current());
  const next = index < 0 ? (direction > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, index + direction));
  focusCard(shown[next].element);
};
const focusCard = (target) => {
  target.scrollIntoView({ block: "nearest" });
  (all("a.shot", target).find((link) => link.offsetParent) ?? one("summary", target)).focus();
};
const focusPicture = (direction) => {
  const links = all("a.shot", current());
  const next = links[links.indexOf(document.activeElement) + direction];
  if (next?.offsetParent) next.focus();
  else focusAsset(direction);
};
/* The asset that a key is meant for. */
const subject = () => (viewer.open ? assetOf(shots[place]) : current());
/* A decision was made: on to the next asset. */
const advance = (asset) => {
  if (viewer.open) {
    if (!toAsset(1)) show();
    return;
  }
  const index = shown.findIndex((card) => card.element === asset);
  if (shown[index + 1]) focusCard(shown[index + 1].element);
};
const chooseNumber = (number) => {
  const asset = subject();
  const button = asset && choiceOfNumber(asset, number);
  if (!button) return;
  if (button.getAttribute("aria-pressed") !== "true") choose(button, false);
  advance(asset);
};
const decideSubject = (decision) => {
  const asset = subject();
  if (!asset) return;
  decide(asset, decision);
  advance(asset);
};
const chooseAndGoOn = () => {
  const link = viewer.open ? shots[place] : document.activeElement.closest?.("a.shot");
  const button = link && chooserOf(link);
  if (button && button.getAttribute("aria-pressed") !== "true") choose(button, false);
  const asset = subject();
  if (asset) advance(asset);
};
const culling = {
  x: () => decideSubject("rejected"),
  u: () => decideSubject(null),
  r: () => { if (subject()) askNote(subject()); },
  z: () => { if (viewer.open) setZoom(view.zoom === 1 ? null : 1); },
  " ": chooseAndGoOn,
  Backspace: () => { undo(); if (viewer.open) show(); },
};
for (let number = 1; number <= 9; number += 1) culling[number] = () => chooseNumber(number);

const actions = {
  ...culling,
  "/": () => form.elements.find.focus(),
  j: () => focusAsset(1),
  k: () => focusAsset(-1),
  t: switchTheme,
  g: () => setView(root.dataset.view === "grid" ? "sheet" : "grid"),
  "?": () => keys.showModal(),
  d: () => {
    const details = current() && one("details", current());
    if (details) details.open = !details.open;
  },
  c: () => {
    const button = document.activeElement.closest?.("a.shot") && chooserOf(document.activeElement);
    if (button) choose(button);
  },
};
const viewerActions = {
  ...culling,
  ArrowRight: () => toPicture(1), ArrowLeft: () => toPicture(-1), ArrowDown: () => toAsset(1), ArrowUp: () => toAsset(-1),
  "+": () => zoomBy(1), "=": () => zoomBy(1), "-": () => zoomBy(-1), 0: () => setZoom(null),
  c: pickLarge, s: swapSource, t: switchTheme,
  b: () => { compares = !compares; show(); },
  v: () => { together = { 1: 2, 2: 4, 4: 1 }[together]; show(); },
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (keys.open || noteDialog.open || offerDialog.open) return;
  if (viewer.open) {
    const action = viewerActions[event.key];
    if (!action || event.target.matches("input[type=range]") && event.key.startsWith("Arrow")) return;
    if (event.key === " " && event.target.matches("button")) return;
    event.preventDefault();
    action();
    return;
  }
  if (event.target.matches("input[type=search], select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const isShot = event.target.matches("a.shot");
  if (isShot && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    event.preventDefault();
    focusPicture(event.key === "ArrowRight" ? 1 : -1);
    return;
  }
  const action = actions[event.key];
  if (!action || (event.key === " " && !isShot)) return;
  event.preventDefault();
  action();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const link = event.target.closest("a.shot, .asset a.file");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link);
  } else if (button?.matches(".choose")) {
    choose(button);
  } else if (button) {
    ({
      theme: switchTheme, help: () => keys.showModal(), copy, export: download, ask, apply, previous: () => toPicture(-1), next: () => toPicture(1),
      in: () => zoomBy(1), out: () => zoomBy(-1), pick: pickLarge, close: () => viewer.close(),
      beside: viewerActions.v, against: viewerActions.b, undo: culling.Backspace,
      clear: () => {
        for (const card of cards) {
          if (!choiceOf(card.element) && !marks.has(card.element)) continue;
          clearAsset(card.element);
          changed(card.element);
        }
      },
    })[button.name]?.();
  }
});

/* Some formats of sources are not for browsers; the event does not bubble. */
document.addEventListener("error", (event) => {
  if (event.target.parentElement?.matches(".shot")) event.target.parentElement.classList.add("lost");
}, true);

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  if (event.target.name === "size") setSize(event.target.value);
  else if (event.target.name === "view") setView(event.target.value);
  else update();
});

/* Paper cannot unfold anything. */
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = shown.map((card) => one("details", card.element)).filter((details) => !details.open);
  for (const details of unfolded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
});

restore();
setView(kept.get("view") ?? "sheet");
/* A browser that comes back to the page may have kept what was entered. */
update();
if (server !== null) follow();
