"use strict";
(() => {
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

  /* Finding and ordering */
  const urgency = { undecided: 0, failed: 1, pending: 2, complete: 3 };
  const cards = [...sheet.children].map((element, index) => ({
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
    const axes = new Map();
    for (const control of all("[data-axis]", form)) {
      const wanted = control.type === "checkbox" ? (control.checked ? control.value : "") : control.value;
      if (wanted !== "") axes.set(control.dataset.axis, [...(axes.get(control.dataset.axis) ?? []), wanted]);
    }
    const filters = [...axes];
    const matches = (card) =>
      (states.length === 0 || states.includes(card.state)) &&
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
  };

  /* Choosing: one answer for each slot of an asset. */
  const chosen = new Map();
  const slotOf = (button) => button.closest(".asset").id + " " + button.dataset.slot;
  const copy = async () => {
    const said = one("output", tray);
    const text = one("code", tray).textContent;
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      const range = document.createRange();
      range.selectNodeContents(one("code", tray));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      done = document.execCommand("copy");
    }
    said.textContent = done ? "Copied." : "Marked; copy it with your keyboard.";
  };
  const showChosen = () => {
    tray.hidden = chosen.size === 0;
    one("code", tray).textContent = [...chosen.values()].map((button) => button.dataset.pick).join("\n");
    one("output", tray).textContent = "";
  };
  const mark = (button, isChosen) => {
    button.setAttribute("aria-pressed", String(isChosen));
    button.textContent = isChosen ? "Chosen" : "Choose";
    button.closest(".pic")?.classList.toggle("chosen", isChosen);
  };
  const choose = (button) => {
    const slot = slotOf(button);
    const before = chosen.get(slot);
    if (before) mark(before, false);
    chosen.delete(slot);
    if (before !== button) {
      mark(button, true);
      chosen.set(slot, button);
    }
    showChosen();
    if (chosen.size > 0) copy();
  };

  /* The large view */
  const steps = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8];
  const stage = one(".stage", viewer);
  const large = one("img", stage);
  let shots = [];
  let place = 0;
  let zoom = null;

  const shotsOf = (asset) => {
    const links = new Map();
    for (const link of all("a.shot, a.file", asset)) if (!links.has(link.href)) links.set(link.href, link);
    return [...links.values()];
  };
  const assetOf = (link) => link.closest(".asset");
  const setZoom = (next) => {
    const before = large.getBoundingClientRect();
    const middle = stage.getBoundingClientRect();
    const x = (middle.left + middle.width / 2 - before.left) / before.width;
    const y = (middle.top + middle.height / 2 - before.top) / before.height;
    zoom = next;
    stage.classList.toggle("zoomed", zoom !== null);
    large.style.width = zoom === null ? "" : `${large.naturalWidth * zoom}px`;
    one(".buttons output", viewer).textContent = zoom === null ? "fit" : `${Math.round(zoom * 100)} %`;
    if (zoom === null) return;
    const after = large.getBoundingClientRect();
    stage.scrollLeft += after.left + x * after.width - middle.left - middle.width / 2;
    stage.scrollTop += after.top + y * after.height - middle.top - middle.height / 2;
  };
  const zoomBy = (direction) => {
    if (!large.naturalWidth) return;
    const scale = zoom ?? large.getBoundingClientRect().width / large.naturalWidth;
    const next = direction > 0 ? steps.find((step) => step > scale * 1.01) : steps.findLast((step) => step < scale * 0.99);
    if (next) setZoom(next);
  };
  const show = () => {
    const link = shots[place];
    const asset = assetOf(link);
    const unable = one(".unable", stage);
    setZoom(null);
    unable.hidden = true;
    large.hidden = false;
    large.src = link.href;
    large.alt = `${link.dataset.label} of ${one("h2", asset).textContent}`;
    one("a", unable).href = link.href;
    one(".bar strong", viewer).textContent = one("h2", asset).textContent;
    one(".bar .quiet", viewer).textContent = `${link.dataset.label}${link.dataset.facts ? " · " + link.dataset.facts : ""} · ${place + 1} of ${shots.length}`;
    const button = chooserOf(link);
    const pick = one('button[name="pick"]', viewer);
    pick.hidden = !button;
    if (button) {
      pick.textContent = button.textContent;
      pick.setAttribute("aria-pressed", button.getAttribute("aria-pressed"));
    }
  };
  const chooserOf = (link) => {
    const around = link.closest(".pic, .calls li");
    return around && one(".choose", around);
  };
  const open = (link) => {
    shots = shotsOf(assetOf(link));
    place = Math.max(0, shots.findIndex((shot) => shot.href === link.href));
    if (!viewer.open) viewer.showModal();
    show();
    stage.focus();
  };
  const toAsset = (direction, last = false) => {
    const index = shown.findIndex((card) => card.element === assetOf(shots[place]));
    for (let next = index + direction; shown[next]; next += direction) {
      const links = shotsOf(shown[next].element);
      if (links.length === 0) continue;
      shots = links;
      place = last ? links.length - 1 : 0;
      show();
      return;
    }
  };
  const toPicture = (direction) => {
    if (shots[place + direction]) {
      place += direction;
      show();
    } else {
      toAsset(direction, direction < 0);
    }
  };
  const swapSource = () => {
    const source = shots.findIndex((shot) => shot.closest(".pic.source"));
    if (source < 0 || shots.length < 2) return;
    place = place === source ? shots.findIndex((shot) => shot.closest(".pic") && !shot.closest(".pic.source")) : source;
    if (place < 0) place = source;
    show();
  };
  const pickLarge = () => {
    const button = chooserOf(shots[place]);
    if (!button) return;
    choose(button);
    show();
  };
  viewer.addEventListener("close", () => {
    const link = shots[place];
    if (!link) return;
    if (link.closest("details:not([open])")) one("a.shot", assetOf(link))?.focus();
    else link.focus();
  });
  large.addEventListener("error", () => {
    large.hidden = true;
    one(".unable", stage).hidden = false;
  });

  /* Dragging a picture that is larger than the window. */
  let drag = null;
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    drag = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop, moved: false };
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag || event.buttons === 0) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (Math.abs(x) + Math.abs(y) > 4) drag.moved = true;
    stage.scrollTo(drag.left - x, drag.top - y);
  });
  stage.addEventListener("click", (event) => {
    if (drag?.moved || event.target.closest("a")) return;
    if (event.target === large) setZoom(zoom === null ? 1 : null);
    else if (zoom === null) viewer.close();
  });
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(-event.deltaY);
  }, { passive: false });

  /* Moving about the sheet */
  const current = () => document.activeElement.closest?.(".asset");
  const focusAsset = (direction) => {
    if (shown.length === 0) return;
    const index = shown.findIndex((card) => card.element === current());
    const next = index < 0 ? (direction > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, index + direction));
    const target = shown[next].element;
    target.scrollIntoView({ block: "nearest" });
    (one("a.shot", target) ?? one("summary", target)).focus();
  };
  const focusPicture = (direction) => {
    const links = all("a.shot", current());
    const next = links[links.indexOf(document.activeElement) + direction];
    if (next?.offsetParent) next.focus();
    else focusAsset(direction);
  };

  const actions = {
    "/": () => form.elements.find.focus(),
    j: () => focusAsset(1),
    k: () => focusAsset(-1),
    t: switchTheme,
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
    ArrowRight: () => toPicture(1), ArrowLeft: () => toPicture(-1), ArrowDown: () => toAsset(1), ArrowUp: () => toAsset(-1),
    "+": () => zoomBy(1), "=": () => zoomBy(1), "-": () => zoomBy(-1), 0: () => setZoom(null), 1: () => setZoom(1),
    c: pickLarge, s: swapSource, t: switchTheme,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (keys.open) return;
    if (viewer.open) {
      const action = viewerActions[event.key];
      // A picture that is larger than the window is moved by the arrows.
      if (!action || (zoom !== null && event.key.startsWith("Arrow") && event.target === stage)) return;
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
    if (!action) return;
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
        theme: switchTheme, help: () => keys.showModal(), copy, previous: () => toPicture(-1), next: () => toPicture(1),
        in: () => zoomBy(1), out: () => zoomBy(-1), pick: pickLarge, close: () => viewer.close(),
        clear: () => {
          for (const each of chosen.values()) mark(each, false);
          chosen.clear();
          showChosen();
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

  /* A browser that comes back to the page may have kept what was entered. */
  update();
})();
