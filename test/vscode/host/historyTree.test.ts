import assert from "node:assert/strict";
import type { ConversationSummary } from "../../../src/core/store";
import type { HistoryNode, RowState } from "../../../src/host/historyRows";
import { HistoryTree } from "../../../src/host/historyTree";

const now = new Date(2026, 2, 31, 14, 5).getTime();
const workspace = "file:///home/me/project";

describe("the tree of past conversations", () => {
  /** A tree of today's conversations, and what VS Code is told of it. */
  const open = (count: number) => {
    const states = new Map<string, RowState>();
    const stateOf = (id: string) => states.get(id) ?? "none";
    const tree = new HistoryTree({ workspace, stateOf, now: () => now });
    const summaries = Array.from({ length: count }, (_, place) => summaryOf(`c${place}`, place));
    const told: (readonly string[] | "all")[] = [];
    tree.onDidChangeTreeData(rows => told.push(rows?.map(({ id }) => id) ?? "all"));
    tree.show(summaries);
    const group = (): HistoryNode => {
      const [heading] = tree.getChildren();
      assert.ok(heading);
      return heading;
    };
    return { tree, summaries, told, states, group };
  };

  it("makes rows for open groups only, and of 10,000 a slice that the user can make larger", () => {
    const { tree, told, group, states } = open(10_000);
    let asked = 0;
    const get = states.get.bind(states);
    states.get = id => {
      asked += 1;
      return get(id);
    };
    assert.equal(tree.getTreeItem(group()).description, "10000");
    assert.equal(asked, 0);
    const rows = tree.getChildren(group());
    assert.deepEqual([rows.length, asked], [501, 500]);
    const more = rows.at(-1);
    assert.ok(more?.kind === "more");
    assert.equal(tree.getTreeItem(more).label, "Show 500 more");
    assert.equal(tree.more(more.id)?.next, 500);
    tree.showMore(more);
    assert.deepEqual(told, ["all", "all"]);
    assert.equal(tree.getChildren(group()).length, 1001);
  });

  it("tells nothing where nothing is seen of it, and only the rows that look another way", () => {
    const { tree, told, group, summaries, states } = open(3);
    tree.show(summaries);
    assert.deepEqual(told, ["all"]);
    const [, second] = tree.getChildren(group());
    tree.show(summaries.map(summary => ({ ...summary })));
    assert.deepEqual(told, ["all", "all"]); // The rows are seen from now on.
    tree.show(summaries);
    states.set("c1", "running");
    tree.show(summaries);
    const renamed = summaries.with(2, { ...summaryOf("c2", 2), title: "Named" });
    tree.show(renamed);
    assert.deepEqual(told.slice(2), [["c1"], ["c2"]]);
    assert.equal(tree.getChildren(group())[1], second);
  });

  it("tells all where rows come, go or change places, and knows when VS Code has asked again", async () => {
    const { tree, told, group, summaries } = open(3);
    tree.getChildren(group());
    tree.show(summaries.slice(1));
    assert.equal(told.at(-1), "all");
    let settled = false;
    const waiting = tree.settled(10_000).then(() => (settled = true));
    await new Promise(setImmediate);
    assert.equal(settled, false);
    tree.getChildren(group());
    await waiting;
    await tree.settled(10_000);
  });

  it("says what a row is in words that can be read out, and makes no icon of a title", () => {
    const { tree, group, summaries, states } = open(1);
    states.set("c0", "elsewhere");
    tree.show([
      { ...summaryOf("c0", 0), title: "$(trash) is\ta title", workspace: "file:///a/b%20c" },
    ]);
    const [row] = tree.getChildren(group());
    assert.ok(row && summaries.length === 1);
    const item = tree.getTreeItem(row);
    assert.equal(item.label, "$ (trash) is\ta title");
    assert.match(String(item.description), /^b c · 2:05/);
    const label = item.accessibilityInformation?.label ?? "";
    assert.match(
      label,
      /^\$ \(trash\) is\ta title, another window writes it, b c, Mar 31, 2026, 2:05/,
    );
    assert.match(
      typeof item.tooltip === "string" ? item.tooltip : "",
      /\nLast message: Mar 31, 2026.*\nBegun: .*\n[/\\]a[/\\]b c$/,
    );
  });
});

function summaryOf(id: string, place: number): ConversationSummary {
  const changedAt = now - place;
  return { id, title: `Title ${id}`, createdAt: 1, changedAt, workspace: null, empty: false };
}
