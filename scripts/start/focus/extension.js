// The chat view opens by itself only in the VS Code of `npm start`; users decide for themselves.
const vscode = require("vscode");

exports.activate = () => vscode.commands.executeCommand("parley.chat.focus");
