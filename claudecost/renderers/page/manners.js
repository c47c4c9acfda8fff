// The page's manners: light or dark, sorting, filtering, folding, copying, arrow keys in the chart. Without
// it every figure is there all the same.
"use strict";
(() => {
  const root = document.documentElement, KEY = "claudecost-theme", FEW = 12, WORTH_A_FILTER = 8;
  const make = (tag, text, of = {}) => Object.assign(document.createElement(tag), { textContent: text }, of);
  const remembered = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const remember = (theme) => { try { localStorage.setItem(KEY, theme); } catch { /* not kept, then */ } };
  const isDark = () => root.dataset.theme
    ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (["light", "dark"].includes(remembered())) root.dataset.theme = remembered();

  function themes() {
    const button = make("button", "", { type: "button", className: "theme" });
    const show = () => {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} colours`);
    };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember(root.dataset.theme);
      show();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    show();
    document.querySelector(".tools").append(button);
  }

  // Exact decimals compared as whole numbers of 10^-30, so that no digit of an amount is lost.
  const DIGITS = 30;
  const scaled = (text) => {
    const [, sign, whole, part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) || [null, "", "", null];
    return whole === "" ? null : BigInt(sign + whole + part.padEnd(DIGITS, "0").slice(0, DIGITS));
  };
  const collator = new Intl.Collator("en", { numeric: true });

  function keyOf(cell, isNumber) {
    if (!isNumber) return cell.classList.contains("none") ? null : (cell.querySelector("[title]")?.title ?? cell.textContent);
    const data = cell.querySelector("data");
    if (!data) return null;
    const number = scaled(data.value);
    return number === null ? Date.parse(data.value) : number;
  }

  function sortable(table) {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, place) => {
      if (!head.dataset.key) return;
      const isNumber = head.classList.contains("number");
      const button = make("button", head.textContent, { type: "button" });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const was = head.getAttribute("aria-sort");
        const isUp = was ? was === "descending" : !isNumber;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
        const keyed = [...body.rows].map((row) => [keyOf(row.cells[place], isNumber), row]);
        const compare = (a, b) => isNumber ? (a < b ? -1 : a > b ? 1 : 0) : collator.compare(a, b);
        keyed.sort(([a], [b]) => {
          if (a === null || b === null) return (a === null) - (b === null); // what is missing stays last
          return isUp ? compare(a, b) : compare(b, a);
        });
        body.append(...keyed.map(([, row]) => row));
        table.dispatchEvent(new Event("changed"));
      });
    });
  }

  function foldable(table) {
    const body = table.tBodies[0], scroll = table.closest(".scroll"), count = body.rows.length;
    const bar = make("div", "", { className: "handles" });
    let wanted = "", isOpen = count <= FEW + 3;
    const isLong = !isOpen;
    const all = make("button", "", { type: "button", className: "all" });
    const said = make("p", "", { className: "found" });
    said.setAttribute("role", "status");
    const show = () => {
      let met = 0;
      for (const row of body.rows) {
        const isMet = !wanted || row.dataset.words.includes(wanted);
        row.hidden = !isMet;
        met += isMet;
        row.classList.toggle("folded", isMet && !isOpen && met > FEW);
      }
      all.hidden = met <= FEW;
      all.textContent = isOpen ? `Show the first ${FEW}` : `Show all ${met.toLocaleString("en")}`;
      all.setAttribute("aria-expanded", isOpen);
      said.textContent = wanted ? `${met.toLocaleString("en")} of ${count.toLocaleString("en")}` : "";
    };
    all.addEventListener("click", () => { isOpen = !isOpen; show(); });
    table.addEventListener("changed", show);
    if (count >= WORTH_A_FILTER) {
      const label = make("label", "Filter ");
      const input = make("input", "", { type: "search", autocomplete: "off", spellcheck: false });
      input.setAttribute("aria-label", `Filter ${table.caption.textContent}`);
      label.append(input);
      input.addEventListener("input", () => {
        for (const row of body.rows) row.dataset.words ??= [...row.querySelectorAll(".name")]
          .map((name) => name.title || name.textContent).join(" ").toLowerCase();
        wanted = input.value.trim().toLowerCase();
        show();
      });
      bar.append(label, said);
      scroll.before(bar);
    }
    if (isLong) scroll.after(all);
    if (isLong) show();
  }

  function copyable(code) {
    const button = make("button", "Copy", { type: "button", className: "copy" });
    button.setAttribute("aria-label", `Copy the command ${code.textContent}`.slice(0, 200));
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    code.after(" ", button);
  }

  function chart(drawn) {
    const marks = [...drawn.querySelectorAll(".mark")], readout = document.querySelector(".readout");
    const rest = readout.textContent;
    const tell = (mark) => { readout.textContent = mark ? mark.getAttribute("aria-label") : rest; };
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -Infinity, End: Infinity };
    drawn.addEventListener("keydown", (event) => {
      const at = marks.indexOf(document.activeElement);
      if (at < 0 || !(event.key in step)) return;
      event.preventDefault();
      const to = marks[Math.min(Math.max(at + step[event.key], 0), marks.length - 1)];
      marks.forEach((mark) => mark.setAttribute("tabindex", mark === to ? 0 : -1));
      to.focus();
    });
    drawn.addEventListener("focusin", (event) => tell(event.target.closest(".mark")));
    drawn.addEventListener("focusout", () => tell(null));
    drawn.addEventListener("pointerover", (event) => tell(event.target.closest(".mark")));
    drawn.addEventListener("pointerleave", () => tell(null));
    const scroll = drawn.closest(".scroll");
    requestAnimationFrame(() => { scroll.scrollLeft = scroll.scrollWidth; }); // measured once all is laid out
  }

  function printing() {
    const folded = [];
    addEventListener("beforeprint", () => {
      for (const one of document.querySelectorAll("details:not([open])")) { one.open = true; folded.push(one); }
    });
    addEventListener("afterprint", () => { for (const one of folded.splice(0)) one.open = false; });
  }

  addEventListener("DOMContentLoaded", () => {
    root.classList.add("mannered");
    themes();
    for (const table of document.querySelectorAll("table")) { sortable(table); foldable(table); }
    document.querySelectorAll(".command code").forEach(copyable);
    document.querySelectorAll("svg.trend").forEach(chart);
    printing();
    root.dataset.ready = "yes";
  });
})();
