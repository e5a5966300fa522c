// What the page can do beyond unfolding its rows: filter, zoom, jump, and show on hover
// what a click would unfold. Without it everything is still there to read.
"use strict";
(() => {
  const findings = [...document.querySelectorAll(".finding")];
  const charts = [...document.querySelectorAll(".chart")];
  const vcSelect = document.getElementById("vc");
  const partySelect = document.getElementById("party");
  const filter = document.createElement("style");
  document.head.append(filter);
  let zoom = 1;
  let current = -1;

  const option = (select, value, text) => {
    const element = document.createElement("option");
    element.value = value;
    element.textContent = text;
    select.append(element);
  };
  const shown = () => findings.filter((finding) => !finding.hidden);

  const partiesOf = new Map(findings.map((finding) => [finding,
    new Set([...finding.querySelectorAll("[data-party]")].map((row) => row.dataset.party))]));

  function listParties() {
    const parties = new Set(shown().flatMap((finding) => [...partiesOf.get(finding)]));
    partySelect.replaceChildren();
    option(partySelect, "", "all parties");
    for (const party of [...parties].sort()) option(partySelect, party, `party ${party}`);
  }

  function filterByVc() {
    for (const finding of findings) {
      finding.hidden = vcSelect.value !== "" && finding.dataset.vc !== vcSelect.value;
    }
    current = -1;
    listParties();
    filterByParty();
  }

  // A rule of style costs the rows in view, an attribute of each row all of them.
  function filterByParty() {
    filter.textContent = partySelect.value === "" ? "" :
      `.row[data-party]:not([data-party="${partySelect.value}"]) { display: none; }`;
  }
  const isFilteredOut = (row) => partySelect.value !== "" &&
    "party" in row.dataset && row.dataset.party !== partySelect.value;

  function zoomTo(value) {
    zoom = Math.min(3, Math.max(0.4, value));
    for (const chart of charts) chart.style.setProperty("--zoom", zoom);
  }

  function goTo(index) {
    const list = shown();
    if (list.length === 0) return;
    current = Math.min(list.length - 1, Math.max(0, index));
    for (const finding of findings) finding.classList.remove("current");
    list[current].classList.add("current");
    const culprit = list[current].querySelector(".culprit button");
    list[current].scrollIntoView();
    if (culprit) {
      culprit.focus({ preventScroll: true });
      culprit.scrollIntoView({ block: "center" });
    }
  }

  function moveInChart(from, step) {
    const rows = [...from.closest(".chart").querySelectorAll(".row")];
    let at = rows.indexOf(from.parentElement) + step;
    while (rows[at] && isFilteredOut(rows[at])) at += step;
    if (rows[at]) rows[at].querySelector("button").focus();
  }

  const tellWhetherUnfolded = (button) =>
    button.setAttribute("aria-expanded", button.parentElement.classList.contains("unfolded"));

  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "tooltip");
  document.body.append(tip);
  document.addEventListener("mouseover", (event) => {
    const row = event.target.closest(".row");
    tip.hidden = !row || row.classList.contains("unfolded");
    if (tip.hidden) return;
    tip.innerHTML = row.querySelector("p").innerHTML;  // escaped when the page was written
    const box = row.getBoundingClientRect();
    tip.style.left = `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8)}px`;
    const below = box.bottom + 6;
    const fits = below + tip.offsetHeight < innerHeight;
    tip.style.top = `${fits ? below : box.top - tip.offsetHeight - 6}px`;
  });

  const actions = {
    first: () => goTo(0),
    next: () => goTo(current + 1),
    previous: () => goTo(current - 1),
    larger: () => zoomTo(zoom * 1.25),
    smaller: () => zoomTo(zoom / 1.25),
    whole: () => zoomTo(1),
  };
  const keys = { f: "first", j: "next", k: "previous", "+": "larger", "-": "smaller",
    0: "whole" };
  document.addEventListener("click", (event) => {
    const action = event.target.dataset ? actions[event.target.dataset.action] : undefined;
    if (action) action();
    const row = event.target.closest(".row button");
    if (row) {
      row.parentElement.classList.toggle("unfolded");
      tellWhetherUnfolded(row);
    }
    tip.hidden = true;
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".row button")) tellWhetherUnfolded(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("select, input")) return;
    if (event.key === "Escape") tip.hidden = true;
    const row = event.target.closest(".row button");
    if (row && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      moveInChart(row, event.key === "ArrowDown" ? 1 : -1);
    } else if (keys[event.key]) {
      event.preventDefault();
      actions[keys[event.key]]();
    }
  });

  option(vcSelect, "", "all VCs");
  for (const vc of new Set(findings.map((finding) => finding.dataset.vc))) {
    if (vc) option(vcSelect, vc, `VC ${vc}`);
  }
  vcSelect.addEventListener("change", filterByVc);
  partySelect.addEventListener("change", filterByParty);
  listParties();
  document.documentElement.classList.add("scripted");
})();
