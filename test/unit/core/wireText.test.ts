import assert from "node:assert/strict";
import { emptyConversation, newHeader } from "../../../src/core/conversation";
import { reduceAll } from "../../../src/core/reduce";
import { type Exchange, isWireForm, markOf, requestOf } from "../../../src/core/wire";
import { wireText } from "../../../src/core/wireText";
import { small } from "../../support/scriptedSession";

const words = {
  time: (at: number) => `at ${at}`,
  request: (number: number, time: string) => `Request ${number}, ${time}`,
  response: (number: number) => `Response ${number}`,
  rebuilt: "Made anew.",
  cut: "There was more.",
};
const sent: Exchange = {
  at: 7,
  method: "POST",
  url: "https://host/v1/chat/completions",
  headers: { authorization: `Bearer ${markOf("HOST_API_KEY")}` },
  body: '{"model":"small"}',
};
const response = {
  status: 200,
  headers: { "content-type": "text/x" },
  text: "data: 1\n",
  cut: true,
};

describe("what went over the wire, as text", () => {
  it("shows head and body of each request and response, with a variable for the key", () => {
    const request = `# Request 1, at 7

POST https://host/v1/chat/completions
authorization: Bearer $HOST_API_KEY

{
  "model": "small"
}`;
    assert.equal(wireText([sent], words), request);
    const answered = `# Response 1

HTTP 200
content-type: text/x

data: 1

# There was more.`;
    const again = request.replace("Request 1", "Request 2");
    const text = wireText([{ ...sent, response }, sent], words);
    assert.equal(text, `${request}\n\n${answered}\n\n${again}`);
  });

  it("says of a request that it was made anew", () => {
    assert.match(
      wireText([{ ...sent, rebuilt: true }], words),
      /^# Request 1, at 7\n# Made anew\.\n/,
    );
  });

  it("shows a body that is no JSON as it is", () => {
    assert.match(wireText([{ ...sent, body: "{odd" }], words), /\n\{odd$/);
  });
});

describe("the request for an answer, from its conversation", () => {
  it("has what was asked before it, with the parameters and repairs of that answer", () => {
    const at = 1;
    const parameters = { temperature: 0 };
    const { messages, ...rest } = reduceAll(emptyConversation(newHeader("c", at, null)), [
      {
        type: "messageAdded",
        at,
        id: "u",
        parentId: null,
        content: [{ type: "text", text: "Hi" }],
      },
      {
        type: "answerStarted",
        at,
        id: "a",
        parentId: "u",
        choice: small,
        modelLabel: "small",
        parameters,
      },
      { type: "requestRepaired", at, id: "a", repair: { parameter: "seed" } },
      { type: "textReceived", at, id: "a", text: "Hello" },
    ]);
    const answer = messages.get("a");
    assert.ok(answer?.role === "assistant");
    assert.deepEqual(requestOf({ ...rest, messages }, answer), {
      choice: small,
      parameters,
      repairs: [{ parameter: "seed" }],
      messages: [{ role: "user", content: "Hi" }],
    });
  });
});

describe("the form of a request", () => {
  it("is one of those that there are", () => {
    assert.equal(isWireForm("curl"), true);
    assert.equal(isWireForm("toString"), false);
  });
});
