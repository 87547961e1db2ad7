// Decides with the keyboard: j and k go from card to card, and each button says its key. Without this script buttons do.
"use strict";
(function () {
  const cards = Array.from(document.querySelectorAll("[data-decide]"));
  if (!cards.length) return;

  function shown() {
    return cards.filter((card) => !card.hidden);
  }

  function go(card) {
    if (!card) return;
    card.focus();
    card.scrollIntoView({ block: "center" });
  }

  function here() {
    return document.activeElement.closest("[data-decide]");
  }

  function step(by) {
    const among = shown();
    const at = among.indexOf(here());
    go(among[at < 0 ? 0 : Math.min(Math.max(at + by, 0), among.length - 1)]);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target.matches("input:not([type=hidden]), select, textarea");
    if (isTyping) {
      if (event.key === "Escape") go(here());
      if (event.key === "Enter" && event.target.closest("form.decide")) {
        event.preventDefault();
        go(here());
      }
      return;
    }
    if (event.key === "j") return step(1);
    if (event.key === "k") return step(-1);
    const card = here();
    if (!card) return;
    const reason = card.querySelector("input[name=reason]");
    if (event.key === "r" && reason) {
      event.preventDefault();
      return reason.focus();
    }
    const button = card.querySelector('button[data-key="' + CSS.escape(event.key) + '"]');
    if (button) {
      event.preventDefault();
      button.click();
    }
  });

  const decided = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (decided && decided.matches("[data-decide]")) {
    const after = cards.slice(cards.indexOf(decided) + 1).find((card) => !card.classList.contains("ruled"));
    const next = decided.classList.contains("ruled") ? after || decided : decided;
    // The browser itself goes to what the address names once the page is loaded: this comes after it.
    window.addEventListener("load", () => setTimeout(() => go(next)));
  }
})();
