// Answers in VS Code's own chat view with the text of a file, so that both views can show the same.
const fs = require("node:fs");
const vscode = require("vscode");

exports.activate = ({ subscriptions }) => {
  const participant = vscode.chat.createChatParticipant(
    "parley-participant.look",
    (_request, _context, stream) =>
      stream.markdown(fs.readFileSync(process.env.PARLEY_ANSWER, "utf8")),
  );
  subscriptions.push(participant);
};
