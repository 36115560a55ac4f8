"use strict";
// The reference page: everything on it is read from /openapi.json of the stack that serves it.

const VERBS = ["get", "post", "put", "patch", "delete"];
const SAMPLES = { symbol: "AAPL", account_number: "775628661", client_order_id: "our-order-4711", exchange: "NASDAQ", status: "filled" };
const find = (id) => document.getElementById(id);
let api = {};

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

const resolved = (schema) =>
  schema && schema.$ref ? api.components.schemas[schema.$ref.split("/").pop()] : schema || {};
const nameOf = (schema) => (schema && schema.$ref ? schema.$ref.split("/").pop() : "");

const operations = () =>
  Object.entries(api.paths).flatMap(([path, verbs]) =>
    VERBS.filter((verb) => verbs[verb]).map((verb) => ({ path, verb, ...verbs[verb] })))
    .sort((one, other) => one.path.localeCompare(other.path));

// Words of a search: every one of them must be in a route's path, id, summary, scope or reasons.
const wordsOf = (operation) => [
  operation.verb, operation.path, operation.operationId, operation.summary, operation["x-scope"],
  ...operation.tags, operation.description || "",
  ...Object.values(operation.responses).flatMap((answer) => answer["x-reasons"] || []),
].join(" ").toLowerCase();

const marked = (text, words) => {
  const made = element("span");
  const forms = words.filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = forms.length ? text.split(new RegExp(`(${forms.join("|")})`, "gi")) : [text];
  parts.forEach((part, at) => made.append(at % 2 ? element("mark", {}, part) : part));
  return made;
};

// Text in which `words` stand between backticks.
const worded = (text) => {
  const made = element("span");
  text.split("`").forEach((part, at) => made.append(at % 2 ? element("code", {}, part) : part));
  return made;
};

const pathOf = (path, words) => {
  const made = element("span", { class: "path" });
  for (const part of path.split(/(\{[^}]+\})/)) {
    made.append(part.startsWith("{") ? element("i", {}, part) : marked(part, words));
  }
  return made;
};

const kindOf = (given) => {
  const schema = resolved(given);
  if (schema.const !== undefined) return `always ${JSON.stringify(schema.const)}`;
  if (schema.enum) return `one of ${schema.enum.map((word) => word || "“”").join(" · ")}`;
  if (schema.anyOf) return schema.anyOf.map(kindOf).join(", or ");
  if (schema.type === "array") return `list of ${kindOf(schema.items)}`;
  const plain = [].concat(schema.type || "any").join(" or ");
  const named = nameOf(given);
  if (named) return named;
  return [plain, schema.format, schema.pattern && !schema.format ? "number as text" : ""]
    .filter(Boolean).join(", ").replace("string, number as text", "number as text");
};

const inner = (given) => {
  const schema = resolved(given);
  if (schema.type === "array") return inner(schema.items);
  if (schema.anyOf) return inner(schema.anyOf.find((each) => inner(each)) || {});
  return schema.properties ? schema : null;
};

const limitsOf = (schema) => [
  schema.maxLength ? `at most ${schema.maxLength} characters` : "",
  schema.minimum !== undefined && schema.maximum !== undefined ? `${schema.minimum} to ${schema.maximum}` : "",
].filter(Boolean).join(", ");

const fieldOf = (name, schema, required, depth) => {
  const told = resolved(schema);
  const kind = [kindOf(schema), limitsOf(told)].filter(Boolean).join(", ");
  const row = element("div", { class: "field" },
    element("code", {}, name, required ? element("span", { class: "must" }, "required") : ""),
    element("div", {}, element("span", { class: "kind" }, kind), told.description ? element("div", {}, worded(told.description)) : null));
  const below = depth < 4 ? inner(schema) : null;
  if (below) {
    row.append(element("details", { class: "nested" },
      element("summary", {}, `fields of ${name}`), ...fieldsOf(below, depth + 1)));
  }
  return row;
};

const fieldsOf = (schema, depth = 0) =>
  Object.entries(schema.properties || {}).map(([name, each]) =>
    fieldOf(name, each, (schema.required || []).includes(name), depth));

const sampleOf = (given, depth = 0) => {
  const schema = resolved(given);
  if (schema.examples) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return schema.anyOf.some((each) => each.type === "null") ? null : sampleOf(schema.anyOf[0], depth);
  if (schema.type === "array") return depth > 5 ? [] : [sampleOf(schema.items, depth + 1)];
  if (schema.type === "object") {
    const names = depth > 5 ? [] : Object.keys(schema.properties || {});
    return Object.fromEntries(names.map((name) => [name, SAMPLES[name] && !schema.properties[name].enum ? SAMPLES[name] : sampleOf(schema.properties[name], depth + 1)]));
  }
  const kind = [].concat(schema.type || "string");
  if (kind.includes("null")) return null;
  if (kind.includes("integer")) return schema.minimum || 1;
  if (kind.includes("boolean")) return false;
  const forms = { uuid: "7d9d5d8e-5f0c-4b7e-9a2f-0d0b6f6f3c11", "date-time": "2026-11-25T09:38:25.120000Z", date: "2026-11-25", email: "ana.garcia@example.org" };
  return forms[schema.format] || (schema.pattern ? "1.00" : "text");
};

const bodyOf = (operation) => {
  const content = operation.requestBody && Object.entries(operation.requestBody.content)[0];
  return content ? { type: content[0], schema: content[1].schema } : null;
};

const curlOf = (operation) => {
  const body = bodyOf(operation);
  const path = operation.path.replace("{account_id}", "$ACCOUNT").replace(/\{([^}]+)\}/g, (_, name) => name === "symbol_or_asset_id" ? "AAPL" : `$${name.toUpperCase()}`);
  const lines = [`curl -s${operation.responses[200] && operation.responses[200].content && operation.responses[200].content["text/event-stream"] ? "N" : ""}`];
  if (operation.security.length) lines[0] += ' -u "$KEY:$SECRET"';
  if (!["get", "post"].includes(operation.verb) || (operation.verb === "post" && !body)) lines[0] += ` -X ${operation.verb.toUpperCase()}`;
  const needed = (operation.parameters || []).filter((each) => each.in === "query" && each.required);
  const query = needed.length ? `?${needed.map((each) => `${each.name}=$${each.name.toUpperCase()}`).join("&")}` : "";
  lines.push(`"${location.origin}${path}${query}"`);
  if (body && body.type === "application/json") {
    lines.push(`-d '${JSON.stringify(sampleOf(body.schema), null, 2)}'`);
  } else if (body) {
    lines.push('-d grant_type=client_credentials', '-d "client_id=$CLIENT_ID"', '-d "client_secret=$CLIENT_SECRET"');
  }
  return lines.join(" \\\n  ");
};

const exampleOf = (title, text) => {
  const copy = element("button", { class: "copy", type: "button" }, "Copy");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
    copy.classList.add("done");
    setTimeout(() => { copy.textContent = "Copy"; copy.classList.remove("done"); }, 1600);
  });
  return [element("h3", {}, title, copy), element("pre", { class: "example", tabindex: "0" }, text)];
};

const reasonRow = (status, reason, withCode) => {
  const row = api["x-reasons"][reason];
  return element("div", { class: "reason" }, element("b", {}, String(status)), element("code", {}, reason),
    withCode ? element("code", {}, String(row.code)) : null,
    element("span", {}, row.message, row.retryable ? element("span", { class: "again" }, " · repeat") : ""));
};

const detailsOf = (operation) => {
  const left = element("div");
  if (operation.description) left.append(element("p", {}, worded(operation.description)));
  left.append(element("p", { class: "dim" }, api["x-scopes"][operation["x-scope"]]));
  const parameters = operation.parameters || [];
  if (parameters.length) {
    left.append(element("h3", {}, "Parameters"),
      ...parameters.map((each) => fieldOf(each.name, each.schema, each.required, 0)));
  }
  const body = bodyOf(operation);
  if (body) left.append(element("h3", {}, `Body · ${body.type}`), ...fieldsOf(inner(body.schema) || {}));
  const [status, answer] = Object.entries(operation.responses).find(([, each]) => !each["x-reasons"]);
  const content = answer.content && Object.entries(answer.content)[0];
  left.append(element("h3", {}, `Answer · ${status}${content ? ` · ${content[0]}` : ""}`));
  const shown = content && inner(content[1].schema);
  left.append(...(shown ? fieldsOf(shown) : [element("p", { class: "dim" }, content ? answer.description : "No body.")]));
  left.append(element("h3", {}, "Errors"));
  for (const [code, each] of Object.entries(operation.responses)) {
    for (const reason of each["x-reasons"] || []) left.append(reasonRow(code, reason, false));
  }
  const right = element("div");
  right.append(...exampleOf("In a terminal", curlOf(operation)));
  if (shown) right.append(...exampleOf("It answers", JSON.stringify(sampleOf(content[1].schema), null, 2)));
  right.append(element("p", { class: "link" }, element("a", { href: `#${operation.operationId}` }, `#${operation.operationId}`)));
  return element("div", { class: "inside" }, left, right);
};

const cardOf = (operation, words) => {
  const card = element("details", { class: "route", id: operation.operationId },
    element("summary", {},
      element("span", { class: `verb ${operation.verb}` }, operation.verb.toUpperCase()),
      pathOf(operation.path, words),
      element("span", { class: "says" }, marked(operation.summary, words)),
      element("span", { class: "scope", title: api["x-scopes"][operation["x-scope"]] }, operation["x-scope"])));
  card.addEventListener("toggle", () => {
    if (card.open && !card.querySelector(".inside")) card.append(detailsOf(operation));
  });
  return card;
};

const show = () => {
  const words = find("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = operations();
  const found = all.filter((operation) => words.every((word) => wordsOf(operation).includes(word)));
  const list = find("list"), groups = find("groups");
  list.replaceChildren();
  groups.replaceChildren();
  for (const { name } of api.tags) {
    const own = found.filter((operation) => operation.tags[0] === name);
    const id = `group-${name.toLowerCase().replace(/\W+/g, "-")}`;
    groups.append(element("a", { href: `#${id}`, class: own.length ? "" : "none" }, name, element("span", {}, String(own.length))));
    if (own.length) list.append(element("h2", { id }, name), ...own.map((operation) => cardOf(operation, words)));
  }
  groups.append(element("div", { class: "more" },
    element("a", { href: "#reasons" }, "All reasons", element("span", {}, String(Object.keys(api["x-reasons"]).length))),
    element("a", { href: "/openapi.json" }, "openapi.json")));
  find("count").textContent = words.length ? `${found.length} of ${all.length} routes` : `${all.length} routes`;
  find("nothing").hidden = found.length > 0;
  find("intro").hidden = find("reasons").hidden = words.length > 0;
};

const introduce = () => {
  find("intro").append(
    element("h1", {}, "One API, two ledgers"),
    element("p", {}, worded(api.info.description)),
    element("ul", { class: "facts" },
      element("li", {}, element("code", {}, location.origin)),
      element("li", {}, "HTTP Basic, APCA headers or Bearer"),
      element("li", {}, "Alpaca’s own client works unmodified")));
  const rows = Object.entries(api["x-reasons"]).sort(([, one], [, other]) => one.code - other.code);
  find("reasons").append(element("h2", {}, "All reasons"), ...rows.map(([name, row]) => reasonRow(row.status, name, true)));
};

const openNamed = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.matches("details")) {
    target.open = true;
    target.scrollIntoView();
  }
};

const paint = (theme) => {
  document.documentElement.dataset.theme = theme;
  find("theme").textContent = theme === "dark" ? "☀" : "☾";
};

const start = async () => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  paint(localStorage.getItem("theme") || (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", () => localStorage.getItem("theme") || paint(dark.matches ? "dark" : "light"));
  find("theme").addEventListener("click", () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", next);
    paint(next);
  });
  api = await (await fetch("/openapi.json")).json();
  introduce();
  show();
  find("search").addEventListener("input", () => { show(); scrollTo(0, 0); });
  find("clear").addEventListener("click", () => { find("search").value = ""; show(); find("search").focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target.tagName !== "INPUT") { event.preventDefault(); find("search").focus(); }
    if (event.key === "Escape" && event.target === find("search")) { find("search").value = ""; show(); }
  });
  addEventListener("hashchange", openNamed);
  openNamed();
};

start();
