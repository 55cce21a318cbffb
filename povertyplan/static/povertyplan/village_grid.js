// The grid of a village: each row is saved when it is left, and kept in this browser until then.

const table = document.querySelector("table.app-village");
const carrier = document.getElementById("grid-form");

if (table && carrier) {
  const all = [...table.tBodies[0].rows];
  const rows = all.filter((row) => row.dataset.url);
  const inputs = (row) => [...row.querySelectorAll("input")];
  const keyOf = (row) => `village-grid:${carrier.dataset.user}:${row.dataset.row}`;
  const words = { unsaved: "Chưa lưu", saving: "Đang lưu…", saved: "Đã lưu", waiting: "Chờ mạng, sẽ gửi lại" };

  const isOpen = (row) => !["", "saved", undefined].includes(row.dataset.state);
  const isWrong = (row) => ["wrong", "conflict"].includes(row.dataset.state);

  const show = (row, state, text = words[state]) => {
    row.dataset.state = state;
    row.querySelector(".app-row-state").textContent = text;
    const open = rows.filter(isOpen);
    // Why a row is not saved stands far to the right in it: here it is seen.
    const wrong = open.includes(row) && isWrong(row) ? row : open.find(isWrong);
    const why = wrong ? ` ${wrong.querySelector("th").textContent.trim()}: ${wrong.querySelector(".app-row-state").textContent}` : "";
    document.getElementById("grid-status").textContent = open.length ? `${open.length} hàng chưa lưu.${why}` : "Đã lưu hết.";
  };

  // What a row says, as a form would send it.
  const answers = (row) => inputs(row)
    .filter((input) => input.type !== "checkbox" || input.checked)
    .map((input) => [input.name, input.value]);

  // This browser keeps a row until the server has it; a full or forbidden store is no hindrance.
  const keep = (row) => {
    const { version, opened } = row.dataset;
    try { localStorage.setItem(keyOf(row), JSON.stringify({ version, opened, answers: answers(row) })); } catch { /* kept on the page only */ }
  };
  const forget = (row) => {
    try { localStorage.removeItem(keyOf(row)); } catch { /* nothing was kept */ }
  };
  const kept = (row) => {
    try { return JSON.parse(localStorage.getItem(keyOf(row))); } catch { return null; }
  };

  const bodyOf = (row, changes = {}) => {
    const data = new FormData(carrier);
    Object.entries({ version: row.dataset.version, opened: row.dataset.opened, ...changes }).forEach(([name, value]) => data.set(name, value));
    answers(row).forEach(([name, value]) => data.append(name, value));
    return data;
  };

  const touched = (row) => {
    row.dataset.edits = Number(row.dataset.edits || 0) + 1;
    keep(row);
    if (row.dataset.state !== "saving") show(row, "unsaved");
  };

  const save = async (row) => {
    if (row.dataset.state === "saving") return;
    const edits = row.dataset.edits;
    show(row, "saving");
    let response;
    try {
      response = await fetch(row.dataset.url, { method: "POST", body: bodyOf(row), headers: { "HX-Request": "true" }, redirect: "manual", signal: AbortSignal.timeout(30000) });
    } catch {
      return show(row, "waiting");
    }
    if (response.status >= 500) return show(row, "waiting");
    if (response.type === "opaqueredirect") return show(row, "wrong", "Phiên làm việc đã hết. Hàng này được giữ trên máy: hãy tải lại trang và đăng nhập.");
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    const answer = isJson ? await response.json() : { problem: textOf(await response.text()) };
    if (response.ok) return accept(row, answer, edits);
    refuse(row, answer);
  };

  const textOf = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.trim().replace(/\s+/g, " ");

  const accept = (row, answer, edits) => {
    row.dataset.version = answer.version;
    row.dataset.opened = answer.opened;
    row.querySelector(".app-classes").innerHTML = answer.classes;
    row.querySelector("[name=note]").removeAttribute("aria-invalid");
    if (row.dataset.edits === edits) {
      forget(row);
      return show(row, "saved");
    }
    keep(row);
    show(row, "unsaved");
    if (!row.contains(document.activeElement)) save(row);
  };

  const refuse = (row, answer) => {
    show(row, answer.is_conflict ? "conflict" : "wrong", answer.problem);
    if (answer.needs_note) {
      const note = row.querySelector("[name=note]");
      note.setAttribute("aria-invalid", "true");
      note.placeholder = "Lý do";
    }
    if (answer.is_conflict) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-danger d-block";
      button.textContent = "Xem hai bản";
      button.addEventListener("click", () => choose(row));
      row.querySelector(".app-row-state").append(button);
    }
  };

  // Both people's answers on a page of their own, with what this row says.
  const choose = (row) => {
    bodyOf(row, { page: "1" }).forEach((value, name) => {
      if (name === "csrfmiddlewaretoken") return;
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      carrier.append(input);
    });
    forget(row);
    show(row, "saved", "");
    carrier.action = row.dataset.url;
    carrier.submit();
  };

  table.addEventListener("input", (event) => {
    const row = event.target.closest("tr[data-url]");
    if (row) touched(row);
  });
  table.addEventListener("focusout", (event) => {
    const row = event.target.closest("tr[data-url]");
    if (row && !row.contains(event.relatedTarget) && ["unsaved", "wrong"].includes(row.dataset.state)) save(row);
  });

  // Arrows and Enter move, as in a spreadsheet; in a text, left and right only from its ends.
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  table.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    const input = event.target;
    if (!move || input.tagName !== "INPUT" || event.ctrlKey || event.metaKey) return;
    if (input.type !== "checkbox") {
      const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
      if (event.key === "ArrowLeft" && !whole && input.selectionStart > 0) return;
      if (event.key === "ArrowRight" && !whole && input.selectionEnd < input.value.length) return;
    }
    event.preventDefault();
    const row = input.closest("tr");
    const y = rows.indexOf(row) + (event.key === "Enter" && event.shiftKey ? -1 : move[0]);
    const target = rows[y] && inputs(rows[y])[inputs(row).indexOf(input) + move[1]];
    if (!target) return move[0] && row.dataset.state === "unsaved" ? save(row) : undefined;
    target.focus();
    if (target.type !== "checkbox") target.select();
  });

  const retry = () => rows.filter((row) => row.dataset.state === "waiting").forEach(save);
  window.addEventListener("online", retry);
  setInterval(retry, 15000);
  window.addEventListener("beforeunload", (event) => rows.some(isOpen) && event.preventDefault());

  // What an earlier visit could not send, and can no more.
  all.filter((row) => !row.dataset.url && kept(row)).forEach((row) => {
    row.querySelector(".app-row-state").append(" – phần nhập trên máy này chưa lưu được; phiếu đã chuyển đi");
  });

  // What an earlier visit could not send.
  rows.forEach((row) => {
    const before = kept(row);
    if (!before) return;
    Object.assign(row.dataset, { version: before.version, opened: before.opened, edits: 1 });
    inputs(row).forEach((input) => {
      const said = before.answers.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "checkbox") input.checked = said.includes(input.value);
      else input.value = said[0] ?? input.value;
    });
    show(row, "waiting");
    save(row);
  });
}
