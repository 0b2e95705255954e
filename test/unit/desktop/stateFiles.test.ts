import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { stateFiles } from "../../../src/desktop/stateFiles";

describe("stateFiles", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "parley-state-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("reads what it wrote, and nothing where there is nothing", async () => {
    const state = stateFiles(folder);
    assert.equal(await state.read("favourites"), undefined);
    assert.deepEqual(await readdir(folder), []);
    await state.write("favourites", { pinned: ["a/b"] });
    assert.deepEqual(await stateFiles(folder).read("favourites"), { pinned: ["a/b"] });
    assert.deepEqual(await readdir(path.join(folder, "state")), ["favourites.json"]);
  });

  it("takes a damaged file for nothing", async () => {
    const state = stateFiles(folder);
    await state.write("models-groq", { models: [] });
    await writeFile(path.join(folder, "state", "models-groq.json"), '{"models":[');
    assert.equal(await state.read("models-groq"), undefined);
  });

  for (const name of ["../x", "a/b", "", "A", "x.json"]) {
    it(`makes no file of the name “${name}”`, async () => {
      await assert.rejects(async () => stateFiles(folder).write(name, 1), /name of a file/);
    });
  }
});
