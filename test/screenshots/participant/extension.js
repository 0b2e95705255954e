// Answers in VS Code's own chat view with the text of a file, so that both views can show the same.
const fs = require("node:fs");
const vscode = require("vscode");

exports.activate = ({ subscriptions }) => {
  const participant = vscode.chat.createChatParticipant(
    "parley-participant.look",
    (_request, _context, stream) =>
      stream.markdown(fs.readFileSync(process.env.PARLEY_ANSWER, "utf8")),
  );
  // VS Code wants a model before it asks anyone, also one that is never asked.
  const model = vscode.lm.registerLanguageModelChatProvider("parley-look", {
    provideLanguageModelChatInformation: () => [
      {
        id: "look",
        name: "Look",
        family: "look",
        version: "1",
        maxInputTokens: 100_000,
        maxOutputTokens: 10_000,
        isUserSelectable: true,
        capabilities: { toolCalling: true, imageInput: false },
      },
    ],
    provideLanguageModelChatResponse: async () => {},
    provideTokenCount: async () => 1,
  });
  subscriptions.push(participant, model);
};
