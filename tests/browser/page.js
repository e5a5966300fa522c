// Tries out the report that it was appended to, and writes down what is amiss.
"use strict";
(() => {
  const amiss = [];
  const expect = (holds, what) => { if (!holds) amiss.push(what); };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const press = (key, target = document.body) =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const visible = (element) => element.getClientRects().length > 0;

  // Content.
  expect(all(".finding").length >= 5, "findings are missing");
  expect(all(".chart").length >= 5, "charts are missing");
  for (const finding of all(".finding")) {
    expect(finding.querySelector(".culprit"), "a finding without a culprit");
    expect(finding.querySelector("blockquote a, blockquote"), "a finding without a quote");
  }
  for (const use of all("use")) {
    expect(document.querySelector(use.getAttribute("href")), "a picture is missing");
  }
  expect(/events were lost here/.test(document.body.textContent), "losses are missing");
  expect(visible(document.querySelector(".tools")), "the tools are hidden");

  // Keyboard and jumps.
  press("f");
  const first = all(".finding")[0];
  expect(first.classList.contains("current"), "'f' does not go to the first finding");
  expect(document.activeElement.closest(".culprit"), "'f' does not focus the culprit");
  press("ArrowUp", document.activeElement);
  expect(!document.activeElement.closest(".culprit"), "an arrow does not move in the chart");
  expect(document.activeElement.getAttribute("aria-expanded") === "false",
    "a row does not say that it is folded");
  press("j");
  expect(all(".finding")[1].classList.contains("current"), "'j' does not go on");
  press("k");
  expect(first.classList.contains("current"), "'k' does not go back");

  // Zoom.
  const size = () => parseFloat(getComputedStyle(document.querySelector(".chart")).fontSize);
  const before = size();
  press("+");
  expect(size() > before, "'+' does not enlarge");
  press("0");
  expect(size() === before, "'0' does not restore the size");

  // Details, by hover and by click.
  const row = document.querySelector(".culprit");
  row.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
  const tip = document.getElementById("tip");
  expect(!tip.hidden && /Handle|Context/.test(tip.textContent), "no arguments on hover");
  const button = row.querySelector("button");
  button.click();
  expect(visible(row.querySelector("p")) && tip.hidden, "a click does not unfold");
  expect(button.getAttribute("aria-expanded") === "true", "it is not said to be unfolded");
  button.click();
  expect(!visible(row.querySelector("p")), "another click does not fold");
  const scripted = document.documentElement.classList;
  scripted.remove("scripted");
  button.focus();
  expect(visible(row.querySelector("p")), "without scripts a row cannot be unfolded");
  expect(!visible(document.querySelector(".tools")), "without scripts there are tools");
  scripted.add("scripted");

  // What sticks out of a slice would be cut off.
  for (const slice of all(".slice")) {
    slice.style.contentVisibility = "visible";
    const end = slice.getBoundingClientRect().right + 1;
    for (const label of slice.querySelectorAll(".l")) {
      expect(label.getBoundingClientRect().right <= end, "a row is cut off");
    }
    slice.style.contentVisibility = "";
  }

  // Filters.
  const party = document.getElementById("party");
  const label = [...party.options].map((option) => option.value).find((value) => value);
  party.value = label;
  party.dispatchEvent(new Event("change"));
  for (const one of all(".row[data-party]")) {
    const hidden = getComputedStyle(one).display === "none";
    expect(hidden === (one.dataset.party !== label), "a party is filtered wrongly");
  }
  const shown = all(".chart")[0].querySelectorAll(`.row[data-party="${label}"] button`);
  shown[0].focus();
  for (let i = 0; i < 3; ++i) press("ArrowDown", document.activeElement);
  expect(visible(document.activeElement) && document.activeElement !== shown[0],
    "an arrow moves to a row that is filtered out");
  party.value = "";
  party.dispatchEvent(new Event("change"));
  for (const one of all(".row")) {
    expect(getComputedStyle(one).display !== "none", "rows stay hidden");
  }
  const vc = document.getElementById("vc");
  vc.value = vc.options[1].value;
  vc.dispatchEvent(new Event("change"));
  for (const finding of all(".finding")) {
    expect(finding.hidden === (finding.dataset.vc !== vc.value), "a VC is filtered wrongly");
  }
  vc.value = "";
  vc.dispatchEvent(new Event("change"));

  // Contrast: WCAG AA, 4.5 to 1.
  const light = ([r, g, b]) => {
    const part = (value) => {
      const c = value / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const colour = (text) => text.match(/[\d.]+/g).map(Number);
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const parts = colour(getComputedStyle(at).backgroundColor);
      if (parts.length === 3 || parts[3] === 1) return parts;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !visible(element)) continue;
    const ink = colour(getComputedStyle(element).color);
    const paper = background(element);
    const key = `${ink} on ${paper}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const [high, low] = [light(ink), light(paper)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    expect(ratio >= 4.5, `contrast ${ratio.toFixed(2)}: ${key} in ${element.className}`);
  }
  expect(seen.size >= 5, "hardly any text was looked at");

  // Nothing but charts and tables is wider than the window.
  expect(document.documentElement.scrollWidth <= innerWidth + 1, "the page scrolls sideways");

  const outcome = document.createElement("pre");
  outcome.id = "outcome";
  outcome.textContent =
    `\n${[...new Set(amiss)].join("\n")}\n${amiss.length ? "failed" : "passed"}\n`;
  document.body.append(outcome);
})();
