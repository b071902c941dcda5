/* Choosing: for each asset one answer, or that it is rejected, or that it is to be asked again, with a note. */
const chosen = new Map();
const slotOf = (button) => button.closest(".asset").id + " " + button.dataset.slot;
/* By asset: "rejected" or "redo"; and notes, which are drafts until they are confirmed. */
const marks = new Map();
const notes = new Map();
const past = [];
const storeName = "choices." + (sheet.dataset.pipeline ?? "") + "." + location.pathname;
const cardOf = (element) => cards.find((card) => card.element === element);

const copy = async () => {
  const said = one("output", tray);
  const text = one("pre code", tray).textContent;
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    const range = document.createRange();
    range.selectNodeContents(one("pre code", tray));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    done = document.execCommand("copy");
  }
  said.textContent = done ? "Copied." : "Marked; copy it with your keyboard.";
};
/* An asset's choice: the answer that is to stand in the first place, or the latest that was chosen. */
const choiceOf = (asset) => {
  let found;
  for (const button of chosen.values()) if (button.closest(".asset") === asset) found = button;
  return found;
};
const decisionOf = (asset) => marks.get(asset) ?? (choiceOf(asset) || asset.dataset.picked !== undefined ? "chosen" : "open");

const exported = () => ({
  format: "aquatint-choices/1",
  pipeline: sheet.dataset.pipeline ?? "",
  choices: cards.flatMap((card) => {
    const entry = { asset: card.name };
    const button = choiceOf(card.element);
    if (marks.get(card.element) === "rejected") entry.rejected = true;
    else if (marks.get(card.element) === "redo") entry.note = notes.get(card.element) ?? "";
    else if (button) entry.exchange = button.dataset.exchange;
    else return [];
    return [entry];
  }),
});
const download = () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(exported(), null, 1) + "\n"], { type: "application/json" }));
  link.download = "choices.json";
  link.click();
  URL.revokeObjectURL(link.href);
};

const counts = () => {
  const found = { open: 0, chosen: 0, rejected: 0, redo: 0 };
  for (const card of cards) found[decisionOf(card.element)] += 1;
  return found;
};
const showDecision = (asset) => {
  const decision = decisionOf(asset);
  asset.dataset.decision = decision;
  const label = one(".decision", asset);
  label.textContent = { open: "", chosen: "Chosen", rejected: "Rejected", redo: "Redo" }[decision];
  label.title = notes.get(asset) ?? "";
};
const showChosen = () => {
  const found = counts();
  const decided = cards.length - found.open;
  for (const box of all('input[name="decision"]', form)) {
    box.nextElementSibling.textContent = `${box.dataset.label} ${found[box.value]}`;
  }
  tray.hidden = server === null && chosen.size === 0 && marks.size === 0;
  root.classList.toggle("deciding", !tray.hidden);
  one("pre code", tray).textContent = [...chosen.values()].map((button) => button.dataset.pick).join("\n");
  one("pre", tray).hidden = chosen.size === 0;
  one(".made", tray).textContent = `${decided} of ${cards.length} decided`;
  one("output", tray).textContent = "";
  showWorkButtons();
};
const mark = (button, isChosen) => {
  button.setAttribute("aria-pressed", String(isChosen));
  button.textContent = isChosen ? "Chosen" : "Choose";
  button.closest(".pic")?.classList.toggle("chosen", isChosen);
};
const snapshot = (asset) => ({ asset, mark: marks.get(asset), note: notes.get(asset), buttons: [...chosen].filter(([, button]) => button.closest(".asset") === asset) });
const clearAsset = (asset) => {
  for (const [slot, button] of [...chosen]) {
    if (button.closest(".asset") !== asset) continue;
    mark(button, false);
    chosen.delete(slot);
  }
  marks.delete(asset);
};
const changed = (asset) => {
  showDecision(asset);
  showChosen();
  kept.set(storeName, JSON.stringify(exported()));
  publish(asset);
};
const choose = (button, copies = true) => {
  const asset = button.closest(".asset");
  past.push(snapshot(asset));
  const slot = slotOf(button);
  const before = chosen.get(slot);
  if (before) mark(before, false);
  chosen.delete(slot);
  marks.delete(asset);
  if (before !== button) {
    mark(button, true);
    chosen.set(slot, button);
  }
  changed(asset);
  if (copies && chosen.size > 0) copy();
};
const decide = (asset, decision) => {
  past.push(snapshot(asset));
  clearAsset(asset);
  if (decision) marks.set(asset, decision);
  changed(asset);
};
const undo = () => {
  const last = past.pop();
  if (!last) return;
  clearAsset(last.asset);
  if (last.mark) marks.set(last.asset, last.mark);
  if (last.note === undefined) notes.delete(last.asset);
  else notes.set(last.asset, last.note);
  for (const [slot, button] of last.buttons) {
    mark(button, true);
    chosen.set(slot, button);
  }
  changed(last.asset);
};
/* The picture that a number means: by what it was made as, which does not change when it is chosen. */
const choiceOfNumber = (asset, number) => one(`.strip .choose[data-number="${number}"]`, asset);

/* What is to be said to the model when an asset is asked again. */
const noteDialog = one("#note");
let noted = null;
const askNote = (asset) => {
  noted = asset;
  one("textarea", noteDialog).value = notes.get(asset) ?? "";
  one("h2", noteDialog).textContent = `Redo ${one("h2", asset).textContent}`;
  noteDialog.showModal();
};
noteDialog.addEventListener("close", () => {
  if (!noted || noteDialog.returnValue !== "redo") return;
  const asset = noted;
  const text = one("textarea", noteDialog).value.trim();
  past.push(snapshot(asset));
  clearAsset(asset);
  marks.set(asset, "redo");
  if (text) notes.set(asset, text);
  else notes.delete(asset);
  changed(asset);
  advance(asset);
});

/* Takes over what was decided: on an earlier visit, or in another browser. */
const takeOver = (entries) => {
  const byName = new Map(entries.map((entry) => [entry.asset, entry]));
  for (const card of cards) {
    const entry = byName.get(card.name);
    clearAsset(card.element);
    if (entry?.rejected) marks.set(card.element, "rejected");
    else if (entry?.note !== undefined) {
      marks.set(card.element, "redo");
      notes.set(card.element, entry.note);
    } else if (entry?.exchange) {
      const button = one(`.choose[data-exchange="${entry.exchange}"]`, card.element);
      if (button) {
        mark(button, true);
        chosen.set(slotOf(button), button);
      }
    }
    showDecision(card.element);
  }
  showChosen();
};
const restore = () => {
  let entries = [];
  try {
    entries = JSON.parse(kept.get(storeName) ?? "{}").choices ?? [];
  } catch { /* written by something else */ }
  takeOver(entries);
};

/* Where the page is served, every change is saved at once, and those of others are seen. */
const server = sheet.dataset.review === undefined ? null : new URLSearchParams(location.search).get("token");
let version = -1;
const call = (path, body) => fetch(`${path}?token=${server}`, body ? { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {});
const publish = (asset) => {
  if (server === null) return;
  const entry = exported().choices.find((each) => each.asset === one("h2", asset).textContent) ?? { asset: one("h2", asset).textContent, open: true };
  call("choice", entry).then(async (answer) => {
    const said = await answer.json();
    if (said.message) one("output", tray).textContent = said.message;
  }).catch(() => { one("output", tray).textContent = "The review has ended; this was not saved."; });
};
const follow = async () => {
  for (;;) {
    try {
      const state = await (await call(`state/${version}`)).json();
      if (state.page !== sheet.dataset.review) location.reload();
      else if (state.version !== version) takeOver(state.choices);
      version = state.version;
      showWork(state);
    } catch {
      await new Promise((wait) => setTimeout(wait, 2000));
    }
  }
};
