/* The large view */
const steps = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8];
const stage = one(".stage", viewer);
const panes = all(".pane", stage);
const slider = one(".slider", viewer);
let shots = [];
let place = 0;
/* What is seen of a picture: the scale, null where it fits, and the point in the middle, in parts of the picture. It stays while one goes from
   picture to picture. */
const view = { zoom: null, x: 0.5, y: 0.5 };
let together = 1;
let compares = false;

const shotsOf = (asset) => {
  const links = new Map();
  for (const link of all("a.shot, a.file", asset)) if (!links.has(link.href)) links.set(link.href, link);
  return [...links.values()];
};
const assetOf = (link) => link.closest(".asset");
const imageIn = (pane) => one("img", pane);
const chooserOf = (link) => {
  const around = link.closest(".pic, .calls li");
  return around && one(".choose", around);
};
const isResult = (link) => link.closest(".strip .pic:not(.source)");

const applyView = () => {
  for (const pane of panes) {
    const image = imageIn(pane);
    if (pane.hidden || !image.naturalWidth) continue;
    pane.classList.toggle("zoomed", view.zoom !== null);
    image.style.width = view.zoom === null ? "" : `${image.naturalWidth * view.zoom}px`;
    if (view.zoom === null) continue;
    pane.scrollLeft = view.x * image.offsetWidth - pane.clientWidth / 2;
    pane.scrollTop = view.y * image.offsetHeight - pane.clientHeight / 2;
  }
  one(".buttons output", viewer).textContent = view.zoom === null ? "fit" : `${Math.round(view.zoom * 100)} %`;
};
/* One pane was moved: the others show the same place. */
const follows = (pane) => {
  const image = imageIn(pane);
  if (view.zoom === null || !image.offsetWidth) return;
  view.x = (pane.scrollLeft + pane.clientWidth / 2) / image.offsetWidth;
  view.y = (pane.scrollTop + pane.clientHeight / 2) / image.offsetHeight;
  for (const other of panes) {
    const second = imageIn(other);
    if (other === pane || other.hidden || !second.offsetWidth) continue;
    const [left, top] = [view.x * second.offsetWidth - other.clientWidth / 2, view.y * second.offsetHeight - other.clientHeight / 2];
    if (Math.abs(other.scrollLeft - left) > 1 || Math.abs(other.scrollTop - top) > 1) other.scrollTo(left, top);
  }
};
const setZoom = (zoom) => {
  view.zoom = zoom;
  applyView();
};
const zoomBy = (direction) => {
  const image = imageIn(panes[0]);
  if (!image.naturalWidth) return;
  const scale = view.zoom ?? image.getBoundingClientRect().width / image.naturalWidth;
  const next = direction > 0 ? steps.find((step) => step > scale * 1.01) : steps.findLast((step) => step < scale * 0.99);
  if (next) setZoom(next);
};

/* The pictures that stand beside each other: the one that is looked at first, then the other results of its asset. */
const shownTogether = () => {
  if (together === 1) return [shots[place]];
  const results = shots.filter(isResult);
  const first = isResult(shots[place]) ? results.indexOf(shots[place]) : 0;
  return results.length < 2 ? [shots[place]] : [...results.slice(first), ...results.slice(0, first)].slice(0, together);
};
const fill = (pane, link) => {
  const image = imageIn(pane);
  pane.hidden = false;
  image.hidden = false;
  one(".unable", pane).hidden = true;
  one(".unable a", pane).href = link.href;
  /* What browsers do not show is shown by the picture that stands for it on the page. */
  const small = one("img", link);
  image.src = link.dataset.large ?? (small && link.dataset.unshown !== undefined ? small.src : link.href);
  image.alt = `${link.dataset.label} of ${one("h2", assetOf(link)).textContent}`;
  one(".pane-label", pane).textContent = together > 1 ? link.dataset.label : "";
};
const show = () => {
  const link = shots[place];
  const asset = assetOf(link);
  const beside = shownTogether();
  stage.dataset.panes = String(beside.length);
  panes.forEach((pane, index) => {
    if (beside[index]) fill(pane, beside[index]);
    else pane.hidden = true;
  });
  showSlider(asset);
  applyView();
  one(".bar strong", viewer).textContent = one("h2", asset).textContent;
  const decision = one(".decision", asset).textContent;
  one(".bar .quiet", viewer).textContent =
    [link.dataset.label, link.dataset.facts, `${place + 1} of ${shots.length}`, decision].filter(Boolean).join(" · ");
  const button = chooserOf(link);
  const pick = one('button[name="pick"]', viewer);
  pick.hidden = !button;
  if (button) {
    pick.textContent = button.textContent;
    pick.setAttribute("aria-pressed", button.getAttribute("aria-pressed"));
  }
};
/* Source against result: the source lies over the result, up to where the slider stands. */
const showSlider = (asset) => {
  const source = one(".pic.source a.shot", asset);
  const isOn = compares && source && isResult(shots[place]) && together === 1;
  slider.hidden = !isOn;
  const over = one(".over", panes[0]);
  over.hidden = !isOn;
  if (!isOn) return;
  over.src = source.dataset.unshown !== undefined ? one("img", source).src : source.href;
  over.alt = "";
  over.style.setProperty("--cut", `${one("input", slider).value}%`);
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
    const wasResult = isResult(shots[place]);
    shots = links;
    place = last ? links.length - 1 : Math.max(0, wasResult ? links.findIndex(isResult) : 0);
    show();
    return true;
  }
  return false;
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
one("input", slider).addEventListener("input", (event) => one(".over", panes[0]).style.setProperty("--cut", `${event.target.value}%`));

/* Dragging a picture that is larger than its pane. */
let drag = null;
for (const pane of panes) {
  const image = imageIn(pane);
  image.addEventListener("load", applyView);
  image.addEventListener("error", () => {
    image.hidden = true;
    one(".unable", pane).hidden = false;
  });
  pane.addEventListener("scroll", () => follows(pane));
  pane.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    drag = { x: event.clientX, y: event.clientY, left: pane.scrollLeft, top: pane.scrollTop, moved: false };
  });
  pane.addEventListener("pointermove", (event) => {
    if (!drag || event.buttons === 0) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (Math.abs(x) + Math.abs(y) > 4) drag.moved = true;
    pane.scrollTo(drag.left - x, drag.top - y);
  });
  pane.addEventListener("click", (event) => {
    if (drag?.moved || event.target.closest("a")) return;
    if (event.target === image) {
      const box = image.getBoundingClientRect();
      if (view.zoom === null) [view.x, view.y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      setZoom(view.zoom === null ? 1 : null);
    } else if (view.zoom === null) viewer.close();
  });
  pane.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(-event.deltaY);
  }, { passive: false });
}
