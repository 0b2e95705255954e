import type { Activity, ChatEvent } from "../../src/core/answering";
import { readEntry } from "../../src/core/connectionEntry";
import type { HostToPanel } from "../../src/core/protocol";
import { call, declared, finish } from "./declared";
import { goesOn, type Model, type PanelPage, says } from "./panelPage";
import { until } from "./until";

/** Brings a freshly loaded page into a state, and waits until that is seen. */
type Reach = (panel: PanelPage) => Promise<void>;

const text =
  "A **debounce** delays a call until the caller has been quiet for a while.\n\n```ts\nconst save = debounce(store, 300);\n```\n";
const question = "What does a debounce do?";

/** Every state that people see of the chat view, by name. */
export const chatStates: Readonly<Record<string, Reach>> = {
  empty: async ({ page }) => page.getByRole("heading", { level: 2 }).waitFor(),
  waiting: async panel => {
    await asks(panel, goesOn());
    await panel.page.getByText("Waiting for the first word").waitFor();
  },
  thinking: async panel => {
    await asks(panel, thinks(false));
    await panel.page.getByText("Thinking…").waitFor();
  },
  thought: async panel => {
    await asks(panel, thinks(true));
    await panel.page.getByText(/^Thought for/).click();
  },
  streaming: async panel => {
    await asks(panel, goesOn(text, "The first call"));
    await panel.page.getByText("The first call").waitFor();
  },
  stalled: async panel => {
    await asks(panel, goesOn(text));
    await panel.answer.getByText("quiet for a while").waitFor();
    await tellActivity(panel, answerId => ({
      state: "stalled",
      answerId,
      since: Date.now() - 12_000,
    }));
    await panel.page.getByText("Nothing has come for").waitFor();
  },
  retrying: async panel => {
    await asks(panel, fails("rateLimit", 30_000));
    await panel.page.getByRole("timer").getByText("Trying again in").waitFor();
  },
  measured: async panel => {
    panel.connection = readEntry({
      id: "lab",
      provider: "openai-compatible",
      models: [{ id: "small", contextWindow: 1000 }],
    }).connection;
    panel.model = measured;
    await panel.ask(question);
    await panel.page.getByRole("textbox", { name: "Message" }).fill("word ".repeat(1200));
    await panel.page.getByText("over the model's 1K").waitFor();
    await panel.answer.getByText("tokens/s").waitFor();
  },
  stopped: async panel => {
    await asks(panel, goesOn(text));
    await panel.answer.getByText("quiet for a while").waitFor();
    (await panel.session()).stop();
    await panel.answer.getByText("Stopped. What had").waitFor();
  },
  interrupted: async panel => {
    const session = await panel.session();
    const choice = { connectionId: "lab", model: "small" };
    const content = [{ type: "text", text: question }] as const;
    const asked = { choice, modelLabel: "small", parameters: {} };
    session.follow([
      { type: "messageAdded", at: 1, id: "u", parentId: null, content },
      { type: "answerStarted", at: 1, id: "a", parentId: "u", ...asked },
      { type: "textReceived", at: 1, id: "a", text },
      { type: "answerFinished", at: 1, id: "a", finish: "interrupted" },
    ]);
    await panel.answer.getByText("Interrupted: VS Code").waitFor();
  },
  failed: async panel => {
    await asks(panel, fails("auth"));
    await panel.page.getByRole("alert").waitFor();
  },
  unreachable: async panel => {
    await asks(panel, fails("unreachable"));
    await panel.page.getByRole("alert").waitFor();
  },
  readOnly: async panel => {
    await panel.ask(question);
    await tell(panel, conversationId => ({ type: "access", conversationId, access: "other" }));
    await panel.page.getByRole("button", { name: "Take over" }).waitFor();
  },
  offline: async panel => {
    await panel.ask(question);
    await panel.page.context().setOffline(true);
    await panel.page.getByRole("timer").getByText("You are offline").waitFor();
  },
  finding: async panel => {
    panel.model = says(text);
    await panel.ask(question);
    await panel.page.keyboard.press("Control+F");
    await panel.page.getByRole("textbox", { name: "Find in chat" }).fill("debounce");
    await panel.page.getByText("1 of 3").waitFor();
  },
  parameters: async panel => {
    (await panel.session()).setParameters({
      temperature: 0.2,
      stop: ["END"],
      logit_bias: '{ "50256": -100,',
    });
    await panel.page.getByRole("button", { name: "Parameters: 3 set" }).click();
    await panel.page.getByText("This JSON ends too early").waitFor();
  },
  calling: async panel => {
    (await panel.session()).setFunctions(declared);
    await asks(panel, callsTwice);
    await panel.page.getByRole("textbox", { name: "Result of add_numbers (1)" }).fill("40");
    await panel.page.getByRole("button", { name: "Send results" }).waitFor();
  },
  called: async panel => {
    (await panel.session()).setFunctions(declared);
    await asks(panel, callsTwice);
    await panel.page.getByRole("textbox", { name: "Result of add_numbers (1)" }).fill("40");
    await panel.page.getByRole("textbox", { name: "Result of add_numbers (2)" }).fill("{}");
    panel.model = says("The sum is **40**.");
    await panel.page.getByRole("button", { name: "Send results" }).click();
    await panel.answer.getByText("The sum is").waitFor();
  },
  cutCall: async panel => {
    await asks(panel, async function* () {
      yield call(0, "add_numbers", '{"a": 15, "b"');
      yield finish("length");
    });
    await panel.page.getByRole("button", { name: "Ask for the call again" }).waitFor();
  },
  functions: async panel => {
    (await panel.session()).setFunctions({ ...declared, choice: "required", legacy: true });
    await panel.page.getByRole("button", { name: "Functions: 1 declared" }).click();
    await panel.page.getByRole("region", { name: "Functions" }).waitFor();
  },
  images: async panel => {
    panel.images = { detail: true };
    panel.setStatus({});
    await pastes(panel, "diagram.png");
    await panel.ask("What does this show?");
    await pastes(panel, "a rather long name of a screenshot of a window.png");
    await pastes(panel, "other.png");
    await panel.page.locator(".image-details summary").first().click();
    await panel.page.getByRole("textbox", { name: "Message" }).pressSequentially(pictureLink);
    await panel.page.getByRole("button", { name: "Attach as image" }).waitFor();
    await panel.page.getByRole("button", { name: "Enlarge diagram.png" }).locator("img").waitFor();
  },
  imagesRefused: async panel => {
    panel.vision = false;
    panel.setStatus({});
    await pastes(panel, "diagram.png");
    await panel.send("What does this show?");
    await panel.page.getByText("Not sent. “small” takes no images").waitFor();
  },
  imageEnlarged: async panel => {
    await pastes(panel, "diagram.png");
    await panel.ask("What does this show?");
    await panel.page.getByRole("button", { name: "Enlarge diagram.png" }).click();
    await panel.page.getByRole("dialog", { name: "diagram.png" }).locator("img").waitFor();
  },
  readingAbove: async panel => {
    await asks(panel, goesOn(...Array.from({ length: 20 }, (_, n) => `Step ${n}.\n\n${text}\n`)));
    await panel.page.getByText("Step 19.").waitFor();
    await panel.page.getByRole("log").focus();
    await panel.page.keyboard.press("Alt+ArrowUp");
    await panel.page.keyboard.press("Alt+ArrowUp");
    await panel.page.getByRole("button", { name: "Jump to latest" }).waitFor();
  },
};

const pictureLink = "Compare it with https://images.example/flow.png";

/** Pastes a picture that is drawn in the page. */
async function pastes(panel: PanelPage, name: string): Promise<void> {
  await panel.page.locator(".parameter-button").first().waitFor(); // What is loaded in a free moment is there.
  await panel.page.evaluate(async name => {
    const canvas = new OffscreenCanvas(1200, 800);
    const context = canvas.getContext("2d");
    for (const [index, colour] of ["#345", "#e9a23b", "#4b8f6b", "#b3475a"].entries()) {
      if (context) context.fillStyle = colour;
      context?.fillRect(index * 15 * name.length, index * 100, 1200, 800);
    }
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([await canvas.convertToBlob()], name));
    const init = { bubbles: true, cancelable: true, clipboardData };
    document.body.dispatchEvent(new ClipboardEvent("paste", init));
  }, name);
  await panel.page.getByRole("button", { name: `Remove ${name}` }).waitFor();
}

async function asks(panel: PanelPage, model: Model): Promise<void> {
  panel.model = model;
  await panel.send(question);
  await until(async () => (await panel.page.getByRole("article").count()) === 2);
}

async function* callsTwice(): AsyncGenerator<ChatEvent> {
  yield { type: "text", text: "Two sums." };
  yield call(0, "add_numbers", '{"a":15,"b":25}');
  yield call(1, "add_numbers", '{"a":1,"b":{"c":[1,2]}}');
  yield finish();
}

async function* measured(): AsyncGenerator<ChatEvent> {
  yield { type: "text", text };
  const details = { model: "small-2026-07", firstPieceMs: 812, wholeMs: 1812 };
  yield { type: "details", details };
  const usage = { promptTokens: 1204, completionTokens: 345, cachedTokens: 1024 };
  yield { type: "usage", usage, cost: { dollars: 0.0042, from: "list" } };
  yield { type: "finish", finish: "stop" };
}

function thinks(ends: boolean): Model {
  return async function* (request, signal) {
    yield { type: "reasoning", text: "A timer is started anew by each call. " };
    yield { type: "reasoning", text: "So only the last one runs." };
    await new Promise(resolve => setTimeout(resolve, 100)); // Time to be seen.
    yield* (ends ? says(text) : goesOn())(request, signal);
  };
}

function fails(kind: "auth" | "unreachable" | "rateLimit", retryAfterMs?: number): Model {
  return async function* () {
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    yield { type: "error", error: { kind, values: ["Lab"], ...wait } };
  };
}

async function tellActivity(panel: PanelPage, make: (answerId: string) => Activity): Promise<void> {
  const session = await panel.session();
  const answerId = [...session.conversation.messages.keys()].at(-1) ?? "";
  await tell(panel, conversationId => ({
    type: "activity",
    conversationId,
    activity: make(answerId),
  }));
}

/** What only another window or a long time would bring. */
async function tell(panel: PanelPage, make: (id: string) => HostToPanel): Promise<void> {
  const { conversation } = await panel.session();
  await panel.page.evaluate(message => window.postMessage(message), make(conversation.id));
}

/** Leaves a state, so that the next one begins anew. */
export async function leaveState(panel: PanelPage): Promise<void> {
  (await panel.session()).stop();
  await panel.page.context().setOffline(false);
  panel.model = says("Hello there.");
  panel.store.journals.clear();
  panel.store.current.clear();
  panel.store.drafts.clear();
  panel.images = {};
  panel.vision = undefined;
}
