// Narrows a list as its reader types or chooses. Without this script the whole list is there.
"use strict";
(function () {
  const form = document.querySelector("[data-filters]");
  const list = document.querySelector("[data-list]");
  if (!form || !list) return;
  const items = Array.from(list.querySelectorAll("[data-item]"));
  const groups = Array.from(list.querySelectorAll("[data-group]")).reverse();
  const wasOpen = new Set(groups.filter((group) => group.open));
  const search = form.querySelector("[data-search]");
  const choices = Array.from(form.querySelectorAll("[data-by]"));
  const found = form.querySelector("[data-found]");
  const words = items.map((item) => item.textContent.toLowerCase());

  function matches(item, index, wanted) {
    return wanted.every((word) => words[index].includes(word)) && choices.every((choice) => {
      const has = item.getAttribute("data-" + choice.dataset.by) || "";
      return !choice.value || has === choice.value;
    });
  }

  function narrow() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isNarrow = wanted.length > 0 || choices.some((choice) => choice.value);
    let shown = 0;
    items.forEach((item, index) => {
      item.hidden = !matches(item, index, wanted);
      if (!item.hidden) shown += 1;
    });
    groups.forEach((group) => {
      group.hidden = !group.querySelector("[data-item]:not([hidden])");
      if (group.tagName === "DETAILS") group.open = isNarrow ? !group.hidden : wasOpen.has(group);
    });
    found.textContent = shown.toLocaleString("en");
  }

  function fromAddress() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const chosen = choices.filter((choice) => wanted.has(choice.dataset.by));
    if (!chosen.length) return;
    choices.forEach((choice) => { choice.value = wanted.get(choice.dataset.by) || ""; });
    narrow();
    form.scrollIntoView();
  }

  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", fromAddress);
  narrow();
  fromAddress();
})();
