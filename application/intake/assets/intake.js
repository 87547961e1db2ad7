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
  const erase = (name) => stored("readwrite", (store) => {
    store.delete(IDBKeyRange.bound(`${name}|`, `${name}|\uffff`)); // its files
    return store.delete(name);
  });
  const theKey = async () => {
    const known = await stored("readonly", (store) => store.get("key"));
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await stored("readwrite", (store) => store.put(made, "key"));
    return made;
  };
  const keep = async (name, plain) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await theKey(), plain);
    await stored("readwrite", (store) => store.put({ iv, locked, at: Date.now() }, name));
  };
  const kept = async (name) => {
    const draft = await stored("readonly", (store) => store.get(name));
    if (!draft) return null;
    if (Date.now() - draft.at > DAYS * 86400000) { await erase(name); return null; }
    return crypto.subtle.decrypt({ name: "AES-GCM", iv: draft.iv }, await theKey(), draft.locked);
  };
  const asBytes = (values) => new TextEncoder().encode(JSON.stringify(values));
  const ofBytes = (plain) => JSON.parse(new TextDecoder().decode(plain));

  const sent = document.body.dataset.sent;
  if (sent) { erase(sent).catch(() => {}).finally(() => { document.body.dataset.erased = "yes"; }); return; }
  document.getElementById("problems")?.focus();
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const name = form.dataset.draft, told = document.querySelector("[data-told]");
  // a page that tells what is wrong holds what was sent; loaded again it holds less than was typed since
  const isLoadedAgain = performance.getEntriesByType("navigation")[0]?.type === "reload";
  const holdsAll = document.getElementById("problems") !== null && !isLoadedAgain;

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
  const values = () => [...new FormData(form)].filter(
    ([control, value]) => control !== "website" && typeof value === "string" && value !== "");
  const fill = (pairs) => {
    for (const [control, value] of pairs) {
      for (const input of form.querySelectorAll(`[name="${CSS.escape(control)}"]`)) {
        if (input.type === "radio" || input.type === "checkbox") input.checked = input.checked || input.value === value;
        else input.value = value;
      }
    }
    show();
  };

  // a file is kept beside what was typed: its name and type, a line end, and its bytes
  const fileInputs = [...form.querySelectorAll("input[type=file]")];
  const keepFile = async (input) => {
    const file = input.files[0], place = `${name}|${input.name}`;
    if (!file) return stored("readwrite", (store) => store.delete(place));
    await keep(place, await new Blob([asBytes([file.name, file.type]), "\n", file]).arrayBuffer());
  };
  const fillFile = async (input) => {
    const plain = await kept(`${name}|${input.name}`);
    if (!plain || input.files.length) return;
    const bytes = new Uint8Array(plain), end = bytes.indexOf(10), [called, type] = ofBytes(bytes.subarray(0, end));
    const chosen = new DataTransfer();
    chosen.items.add(new File([bytes.subarray(end + 1)], called, { type }));
    input.files = chosen.files;
  };

  // a name is drawn as lines in a box of 600 by 200
  const pad = form.querySelector("[data-pad]"), drawn = form.querySelector("input[name=drawing]"), LONGEST = 16000;
  const show = () => {
    if (!pad) return;
    const box = pad.querySelector("svg");
    box.querySelector("path").setAttribute("d", drawn.value);
    box.setAttribute("aria-label", drawn.value ? pad.dataset.there : pad.dataset.empty);
  };
  const draw = () => {
    const box = pad.querySelector("svg");
    let line = "";
    const point = (event) => {
      const around = box.getBoundingClientRect(), within = (at, most) => Math.max(0, Math.min(most, Math.round(at)));
      return `${within((event.clientX - around.left) / around.width * 600, 600)} `
        + `${within((event.clientY - around.top) / around.height * 200, 200)}`;
    };
    box.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      box.setPointerCapture(event.pointerId);
      line = `M${point(event)}`;
    });
    box.addEventListener("pointermove", (event) => {
      const next = line && point(event);
      if (!next || line.slice(1) === next || drawn.value.length + next.length + line.length > LONGEST) return;
      drawn.value += (line.startsWith("M") ? line : "") + `L${next}`;
      line = `L${next}`;
      show();
    });
    for (const ending of ["pointerup", "pointercancel"]) {
      box.addEventListener(ending, () => { if (line) { line = ""; drawn.dispatchEvent(new Event("input", { bubbles: true })); } });
    }
    pad.querySelector("[data-clear]").addEventListener("click", () => {
      drawn.value = "";
      show();
      drawn.dispatchEvent(new Event("input", { bubbles: true }));
    });
    pad.hidden = false;
  };
  if (pad) draw();

  for (const words of form.querySelectorAll("[data-condition]")) words.hidden = true;
  let waiting = null, last = Promise.resolve();
  const save = () => { if (name) last = last.then(() => keep(name, asBytes(values()))).catch(() => {}); };
  form.addEventListener("input", () => { fit(); clearTimeout(waiting); waiting = setTimeout(save, 400); });
  form.addEventListener("change", (event) => {
    fit();
    if (name && event.target.type === "file") last = last.then(() => keepFile(event.target)).catch(() => {});
  });
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
      const plain = await kept(name), draft = plain && ofBytes(plain);
      for (const input of fileInputs) await fillFile(input);
      if (draft?.some(([control]) => control !== "key") && !holdsAll) { fill(draft); told.textContent = told.dataset.resumed; }
    } catch { await erase(name).catch(() => {}); }
    fit();
    form.dataset.ready = "yes";
  })();
})();
