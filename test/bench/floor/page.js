// Lines of plain text in a list that is followed at its end; a finished line is skipped by layout.
const vscode = acquireVsCodeApi();
const make = (name, properties) => Object.assign(document.createElement(name), properties);
const main = make("main", { className: "main" });
const log = make("div", { className: "log" });
const messages = make("div", { className: "messages" });
const box = make("textarea", { ariaLabel: "Message", rows: 1 });
const fresh = make("button", { textContent: "New chat" });
let line;
let frame = 0;

log.append(messages);
main.append(log);
document.body.append(fresh, main, box);
log.ariaBusy = "false";

fresh.addEventListener("click", () => messages.replaceChildren());
box.addEventListener("keydown", event => {
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  vscode.postMessage({ text: box.value });
  messages.append(make("article", { className: "message user", textContent: box.value }));
  box.value = "";
  const answer = make("article", { className: "message answer" });
  const text = make("div", { className: "markdown" });
  answer.append(text);
  messages.append(answer);
  line = opened(text);
  log.ariaBusy = "true";
  follow();
});
window.addEventListener("message", ({ data }) => {
  if (data.shown) main.dataset.shown = "floor";
  if (data.added) append(data.added);
  if (data.finished) log.ariaBusy = "false";
});
vscode.postMessage("ready");

function append(added) {
  const [first, ...others] = added.split("\n");
  line.appendData(first);
  for (const text of others) {
    line.parentNode.className = "finished";
    line = opened(line.parentNode.parentNode, text);
  }
  follow();
}

function opened(parent, text = "") {
  const node = document.createTextNode(text);
  const div = make("div", {});
  div.append(node);
  parent.append(div);
  return node;
}

function follow() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    log.scrollTop = log.scrollHeight;
  });
}
