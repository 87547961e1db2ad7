// What the page does without this file, it does with it more comfortably: questions that do not apply are put away, and
// what was typed is kept on this device, encrypted with a key that cannot leave the browser, until it was sent.
(() => {
  "use strict";
  const DAYS = 7, STORE = "drafts";

  const database = () => new Promise((resolve, reject) => {
    const opening = indexedDB.open("forms", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const stored = async (mode, act) => {
    const opened = await database();
    return new Promise((resolve, reject) => {
      const transaction = opened.transaction(STORE, mode), asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    }).finally(() => opened.close());
  };
  const erase = (name) => stored("readwrite", (store) => store.delete(name));
  const theKey = async () => {
    const known = await stored("readonly", (store) => store.get("key"));
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await stored("readwrite", (store) => store.put(made, "key"));
    return made;
  };
  const keep = async (name, values) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(values));
    const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await theKey(), plain);
    await stored("readwrite", (store) => store.put({ iv, locked, at: Date.now() }, name));
  };
  const kept = async (name) => {
    const draft = await stored("readonly", (store) => store.get(name));
    if (!draft) return null;
    if (Date.now() - draft.at > DAYS * 86400000) { await erase(name); return null; }
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: draft.iv }, await theKey(), draft.locked);
    return JSON.parse(new TextDecoder().decode(plain));
  };

  const sent = document.body.dataset.sent;
  if (sent) { erase(sent).catch(() => {}); return; }
  document.getElementById("problems")?.focus();
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const name = form.dataset.draft, told = document.querySelector("[data-told]");
  const told_before = document.getElementById("problems") !== null;

  const given = (control) => new FormData(form).getAll(control).filter((value) => value !== "");
  const holds = (rule) => {
    const values = given(rule.control), number = parseFloat((values[0] || "").replace(/,/g, ""));
    if (rule.is && !values.some((value) => rule.is.includes(value))) return false;
    if (rule.is_not && (!values.length || values.some((value) => rule.is_not.includes(value)))) return false;
    if (rule.at_least != null && !(number >= rule.at_least)) return false;
    return !(rule.at_most != null && !(number <= rule.at_most));
  };
  const fit = () => {
    for (const question of form.querySelectorAll("[data-if]")) {
      const shown = holds(JSON.parse(question.dataset.if));
      question.hidden = !shown;
      for (const control of question.querySelectorAll("input, select, textarea")) control.disabled = !shown;
    }
  };
  const values = () => [...new FormData(form)].filter(([control, value]) => control !== "website" && value !== "");
  const fill = (pairs) => {
    for (const [control, value] of pairs) {
      for (const input of form.querySelectorAll(`[name="${CSS.escape(control)}"]`)) {
        if (input.type === "radio" || input.type === "checkbox") input.checked = input.checked || input.value === value;
        else input.value = value;
      }
    }
  };

  for (const words of form.querySelectorAll("[data-condition]")) words.hidden = true;
  let waiting = null, last = Promise.resolve();
  const save = () => { if (name) last = last.then(() => keep(name, values())).catch(() => {}); };
  form.addEventListener("input", () => { fit(); clearTimeout(waiting); waiting = setTimeout(save, 400); });
  form.addEventListener("change", fit);
  let leaving = false;
  addEventListener("pagehide", () => { clearTimeout(waiting); if (!leaving) save(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    save();
    leaving = navigator.onLine;
    if (leaving) return;
    event.preventDefault();
    last.then(() => { told.textContent = told.dataset.offline; }); // it says that what was typed is kept
  });
  document.querySelector("[data-erase]").addEventListener("click", async () => {
    clearTimeout(waiting);
    leaving = true;
    await last;
    await erase(name).catch(() => {});
    location.replace(location.pathname + location.search); // the next to fill it in gets a number of their own
  });
  (async () => {
    if (!name || !window.isSecureContext || !window.indexedDB) return fit();
    document.querySelector("[data-kept]").hidden = false;
    try {
      const draft = await kept(name);
      if (draft?.some(([control]) => control !== "key") && !told_before) { fill(draft); told.textContent = told.dataset.resumed; }
    } catch { await erase(name).catch(() => {}); }
    fit();
    form.dataset.ready = "yes";
  })();
})();
