// The least that a chat view can do: read the stream, post what is new, append it as text.
const http = require("node:http");
const vscode = require("vscode");

/** One frame of a 60 Hz screen. */
const frame = 16;

exports.activate = ({ extensionUri, subscriptions }) => {
  const provider = { resolveWebviewView: view => show(view.webview, extensionUri) };
  subscriptions.push(
    vscode.window.registerWebviewViewProvider("parleyFloor.chat", provider),
    vscode.commands.registerCommand("parleyFloor.focus", () =>
      vscode.commands.executeCommand("parleyFloor.chat.focus"),
    ),
  );
};

function show(webview, folder) {
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.onDidReceiveMessage(message => {
    if (message === "ready") void webview.postMessage({ shown: true });
    else ask(message.text, piece => void webview.postMessage(piece));
  });
  const uri = name => webview.asWebviewUri(vscode.Uri.joinPath(folder, name));
  webview.html = `<!DOCTYPE html><html><head><meta charset="utf-8">
<link rel="stylesheet" href="${uri("page.css")}"></head>
<body><script src="${uri("page.js")}"></script></body></html>`;
}

/** Asks the server; a question that begins with "blind" is answered with a blind gathering of one frame. */
function ask(text, post) {
  const { add, end } = gatherer(post, text.startsWith("blind"));
  const url = vscode.workspace.getConfiguration("parleyFloor").get("url");
  const headers = { "content-type": "application/json" };
  const request = http.request(url, { method: "POST", headers }, response => {
    response.setEncoding("utf8");
    let rest = "";
    response.on("data", chunk => {
      const frames = (rest + chunk).split("\n\n");
      rest = frames.pop();
      add(frames.map(textOf).join(""));
    });
    response.on("end", () => {
      end();
      post({ finished: true });
    });
  });
  const messages = [{ role: "user", content: text }];
  request.end(JSON.stringify({ model: "small", stream: true, messages }));
}

function textOf(line) {
  const data = line.slice("data: ".length);
  return data === "[DONE]" ? "" : (JSON.parse(data).choices[0]?.delta?.content ?? "");
}

/** At once after a pause and then once a frame; or blind: always a frame later. */
function gatherer(post, blind) {
  let text = "";
  let timer;
  const release = () => {
    timer = undefined;
    if (text === "") return;
    emit();
    if (!blind) timer = setTimeout(release, frame);
  };
  const emit = () => {
    const added = text;
    text = "";
    if (added !== "") post({ added });
  };
  const add = piece => {
    text += piece;
    if (timer !== undefined) return;
    if (blind) timer = setTimeout(release, frame);
    else release();
  };
  const end = () => {
    clearTimeout(timer);
    emit();
  };
  return { add, end };
}
