import assert from "node:assert/strict";
import { historyGroups } from "../../../src/core/historyGroups";
import type { ConversationSummary } from "../../../src/core/store";

const now = new Date(2026, 2, 31, 14, 5).getTime();
const workspace = "file:///here";

describe("the groups of past conversations", () => {
  const shown = (...rows: readonly ConversationSummary[]) =>
    historyGroups(rows, { workspace, now }).map(({ id, rows }) => [id, rows.map(row => row.title)]);

  it("are the days and months of the calendar, each with what lies in it", () => {
    const days: readonly (readonly [string, readonly [number, number, number, number]])[] = [
      ["tomorrow, by a clock that is wrong", [2026, 3, 1, 9]],
      ["just now", [2026, 2, 31, 14]],
      ["after midnight", [2026, 2, 31, 0]],
      ["before midnight", [2026, 2, 30, 23]],
      ["two days ago", [2026, 2, 29, 23]],
      ["seven days ago", [2026, 2, 24, 0]],
      ["eight days ago", [2026, 2, 23, 23]],
      ["thirty days ago", [2026, 2, 1, 0]],
      ["in February", [2026, 1, 28, 23]],
      ["early in February", [2026, 1, 1, 0]],
      ["in January", [2026, 0, 31, 23]],
      ["last year", [2025, 1, 3, 12]],
    ];
    const rows = days.map(([title, [year, month, day, hour]]) =>
      row(title, new Date(year, month, day, hour).getTime()),
    );
    assert.deepEqual(shown(...rows), [
      ["today", ["tomorrow, by a clock that is wrong", "just now", "after midnight"]],
      ["yesterday", ["before midnight"]],
      ["week", ["two days ago", "seven days ago"]],
      ["days", ["eight days ago", "thirty days ago"]],
      ["2026-2", ["in February", "early in February"]],
      ["2026-1", ["in January"]],
      ["2025-2", ["last year"]],
    ]);
  });

  it("begin with the present workspace, whatever the time, and leave out what is empty", () => {
    const old = new Date(2024, 5, 5).getTime();
    assert.deepEqual(
      shown(
        row("elsewhere", now, "file:///there"),
        row("nowhere", now - 1, null),
        { ...row("empty", now, workspace), empty: true },
        row("here", old, workspace),
      ),
      [
        ["workspace", ["here"]],
        ["today", ["elsewhere", "nowhere"]],
      ],
    );
  });

  it("have none for a workspace where no folder is open", () => {
    const groups = historyGroups([row("a", now, null)], { workspace: "", now });
    assert.deepEqual(
      groups.map(({ id }) => id),
      ["today"],
    );
  });

  it("ask the calendar once for each group, and not for each of 10,000 conversations", () => {
    const day = 24 * 60 * 60 * 1000;
    const rows = Array.from({ length: 10_000 }, (_, place) =>
      row(String(place), now - place * (day / 10)),
    );
    const { Date: real } = globalThis;
    let asked = 0;
    globalThis.Date = class extends real {
      constructor(...parts: readonly number[]) {
        super(...(parts as [number]));
        asked += 1;
      }
    } as DateConstructor;
    const groups = historyGroups(rows, { workspace, now });
    globalThis.Date = real;
    assert.equal(groups.flatMap(group => group.rows).length, 10_000);
    assert.ok(asked <= groups.length * 7, `${asked} for ${groups.length} groups`);
  });
});

function row(
  title: string,
  changedAt: number,
  from: string | null = "file:///there",
): ConversationSummary {
  return { id: title, title, createdAt: 1, changedAt, workspace: from, empty: false };
}
