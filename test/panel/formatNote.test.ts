import assert from "node:assert/strict";
import { PanelPage, says } from "../support/panelPage";

const schema = {
  type: "object",
  properties: { city: { type: "string" }, people: { type: "array", items: { type: "string" } } },
  required: ["city", "country"],
};
const asJson = { response_format: { type: "json_object" } };
const asSchema = {
  response_format: { type: "json_schema", json_schema: { name: "answer", schema } },
};

describe("an answer that was asked to be JSON", function () {
  this.timeout(60_000);
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.store.journals.clear();
    panel.store.current.clear();
    await panel.load();
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const note = () => panel.answer.getByRole("note");
  async function noteOn(text: string, parameters: Readonly<Record<string, unknown>>) {
    (await panel.session()).setParameters(parameters);
    panel.model = says(text);
    await panel.ask("Where?");
    return note().innerText();
  }

  const cases: readonly (readonly [
    what: string,
    text: string,
    parameters: object,
    words: RegExp,
  ])[] = [
    ["valid JSON", '{"a":1}', asJson, /^Valid JSON\.$/],
    ["no JSON", "Paris, of course", asJson, /^This is not JSON: line 1, column 1\.$/],
    ["JSON that was cut", '{"a":', asJson, /^This JSON ends too early: line 1, column 6\.$/],
    ["JSON in a block of code", '```json\n{"a":1}\n```', asJson, /stands in a block of code/],
    [
      "what the schema wants",
      '{"city":"Rome","country":"Italy"}',
      asSchema,
      /as the schema wants it\.$/,
    ],
    [
      "something else than the schema wants",
      '{"city":1,"people":["a",2]}',
      asSchema,
      /^Valid JSON, but not as the schema wants it\.\s+\/: .*country.*\s+\/city: .*"string".*\s+\/people\/1: /,
    ],
  ];
  for (const [what, text, parameters, words] of cases)
    it(`says so: ${what}`, async () => {
      assert.match(await noteOn(text, { ...parameters }), words);
    });

  it("says so again after a reload, and of the text as the user changed it", async () => {
    await noteOn("no", asJson);
    await panel.hideAndShow();
    await note().getByText("This is not JSON").waitFor();
    const session = await panel.session();
    session.editAnswer(session.conversation.leafId ?? "", "{}");
    await note().getByText("Valid JSON.").waitFor();
  });

  it("says nothing where no JSON was asked for", async () => {
    panel.model = says("{}");
    await panel.ask("Where?");
    assert.equal(await note().count(), 0);
  });
});
