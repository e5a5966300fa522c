// Renders every chart of the page with Mermaid, and writes down which cannot be.
"use strict";
(async () => {
  mermaid.initialize({ startOnLoad: false });
  const amiss = [];
  const charts = [...document.querySelectorAll("script.chart")];
  let number = 0;
  for (const chart of charts) {
    try {
      const { svg } = await mermaid.render(`chart${number++}`, chart.textContent);
      const culprit =
        /breaks the rule|may break the rule|duty not met|last that is seen of it/.test(svg);
      if (!culprit) amiss.push(`no culprit in:\n${chart.textContent}`);
    } catch (error) {
      amiss.push(`${error.message}\n${chart.textContent}`);
    }
  }
  if (charts.length < 20) amiss.push(`only ${charts.length} charts`);
  const outcome = document.createElement("pre");
  outcome.id = "outcome";
  outcome.textContent =
    `\n${charts.length} charts\n${amiss.join("\n")}\n${amiss.length ? "failed" : "passed"}\n`;
  document.body.append(outcome);
})();
