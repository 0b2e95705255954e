import assert from "node:assert/strict";
import { Table } from "../../../src/core/table";

const row = (id: string, value = 0) => ({ id, value });
const many = Array.from({ length: 1000 }, (_, index) => row(`r${index}`, index));

describe("a table", () => {
  it("has its rows by id and in their order", () => {
    const table = Table.of(many);
    assert.deepEqual([table.size, [...table.keys()].length], [1000, 1000]);
    assert.deepEqual([...table.values()], many);
    assert.deepEqual(table.get("r777"), row("r777", 777));
    assert.equal(table.get("r1000"), undefined);
    assert.equal(table.has("__proto__"), false);
  });

  it("stays as it is when another one is made of it", () => {
    const table = Table.of(many);
    const other = table.changed(edit => {
      edit.set(row("r5", -1));
      edit.set(row("new"));
      assert.deepEqual(edit.get("new"), row("new"));
    });
    assert.deepEqual([table.size, table.get("r5"), table.has("new")], [1000, row("r5", 5), false]);
    assert.deepEqual([other.size, other.get("r5"), other.has("new")], [1001, row("r5", -1), true]);
    assert.deepEqual([...other.keys()].at(-1), "new");
  });

  it("goes two ways from one table, with the same id at different places", () => {
    const table = Table.of(many);
    const one = table.changed(edit => edit.set(row("x", 1)));
    const two = table.changed(edit => {
      edit.set(row("y", 2));
      edit.set(row("x", 3));
    });
    assert.deepEqual([one.get("x"), one.get("y")], [row("x", 1), undefined]);
    assert.deepEqual([two.get("x"), two.get("y")], [row("x", 3), row("y", 2)]);
  });

  it("shares all but what changed, however long it is", () => {
    const table = Table.of(many);
    const chunks = (of: unknown) => Reflect.get(of as object, "chunks") as readonly unknown[];
    const changed = table.changed(edit => edit.set(row("r0", 9)));
    const fresh = chunks(changed).filter(chunk => !chunks(table).includes(chunk));
    assert.deepEqual([chunks(table).length, fresh.length], [8, 1]);
  });
});
