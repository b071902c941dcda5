/* Where the page is served: asking again, at a price that is confirmed, and the local stages of what was chosen. */
const offerDialog = one("#offer");
let offered = null;
const tell = (text) => { one("output", tray).textContent = text; };
const answerOf = async (request) => {
  try {
    const answer = await (await request).json();
    if (answer.message) tell(answer.message);
    return answer.message ? null : answer;
  } catch {
    tell("The review has ended; nothing was sent.");
    return null;
  }
};
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const priceOf = (offer) => {
  const calls = counted(offer.calls, "call") + (offer.callsAtMost > offer.calls ? `, at most ${offer.callsAtMost}` : "");
  const cost = offer.low === offer.high ? `${offer.high} ${offer.currency}` : `${offer.low} to ${offer.high} ${offer.currency}`;
  return `${counted(offer.assets.length, "asset")}: ${calls}; ${cost}`;
};
const ask = async () => {
  offered = await answerOf(call("redo"));
  if (!offered) return;
  one(".price", offerDialog).textContent = priceOf(offered);
  one(".asked", offerDialog).replaceChildren(...offered.assets.map((name) => {
    const item = document.createElement("li");
    const card = cards.find((each) => each.name === name);
    const note = card && notes.get(card.element);
    item.textContent = note ? `${name}: ${note}` : name;
    return item;
  }));
  offerDialog.showModal();
};
offerDialog.addEventListener("close", async () => {
  if (!offered || offerDialog.returnValue !== "send") return;
  const { id } = offered;
  offered = null;
  if (await answerOf(call("redo", { id }))) tell("Asking again.");
});
const apply = async () => {
  if (await answerOf(call("apply", {}))) tell("Working.");
};
/* How far the review has come, and what became of it. */
let lastSaid = "";
const showWork = (state) => {
  one('button[name="ask"]', tray).disabled = state.working;
  one('button[name="apply"]', tray).disabled = state.working;
  if (state.working) tell(`At work: ${state.done} of ${state.count}`);
  else if (state.said !== lastSaid) tell(state.said);
  lastSaid = state.said;
};
const showWorkButtons = () => {
  one('button[name="ask"]', tray).hidden = server === null || ![...marks.values()].includes("redo");
  one('button[name="apply"]', tray).hidden = server === null;
  /* What is saved at once needs no commands. */
  one(".quiet", tray).hidden = server !== null;
  one('button[name="copy"]', tray).hidden = server !== null;
  if (server !== null) one("pre", tray).hidden = true;
};
