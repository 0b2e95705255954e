import type { Locator } from "playwright-core";
import type { Workbench } from "../support/workbench";

/** Drags the edge of the secondary side bar. */
export async function resize(vscode: Workbench, width: number): Promise<void> {
  const bar = await sideBar(vscode).boundingBox();
  if (!bar) throw new Error("the secondary side bar is closed");
  const edges = await vscode.page.locator(".monaco-sash.vertical").evaluateAll(sashes =>
    sashes
      .map(sash => sash.getBoundingClientRect())
      .filter(({ height }) => height > 300)
      .map(({ x, width }) => x + width / 2),
  );
  const edge = edges.toSorted((a, b) => Math.abs(a - bar.x) - Math.abs(b - bar.x))[0] ?? bar.x;
  const { mouse } = vscode.page;
  await mouse.move(edge, 400);
  await mouse.down();
  await mouse.move(edge + bar.width - width - 30, 400, { steps: 5 });
  await mouse.move(edge + bar.width - width, 400, { steps: 5 });
  await mouse.up();
  await mouse.move(edge - 200, 300);
  await vscode.page.waitForTimeout(500);
}

export function sideBar(vscode: Workbench): Locator {
  return vscode.page.locator(".part.auxiliarybar");
}
