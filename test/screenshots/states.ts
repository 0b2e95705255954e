import path from "node:path";
import { chatStates, leaveState } from "../support/chatStates";
import { PanelPage } from "../support/panelPage";
import { themes } from "../support/themes";

const widths = [200, 300, 600];

/** Takes pictures of every state of the chat view, in each theme and width, and one at 200 % zoom. */
export async function takeStates(folder: string): Promise<void> {
  const panel = await PanelPage.start();
  try {
    for (const theme of Object.keys(themes))
      for (const [name, reach] of Object.entries(chatStates)) {
        await panel.load(theme, 300);
        await reach(panel);
        const file = path.join(folder, `state-${name}-${theme.replace("vscode-", "")}`);
        for (const width of widths) await take(panel, width, `${file}-${width}.png`);
        await panel.page.evaluate(() => (document.documentElement.style.zoom = "2"));
        await take(panel, 600, `${file}-600-zoomed.png`);
        await leaveState(panel);
      }
  } finally {
    await panel.close();
  }
}

async function take(panel: PanelPage, width: number, file: string): Promise<void> {
  await panel.page.setViewportSize({ width, height: 720 });
  await panel.page.waitForTimeout(50); // Until it has been laid out anew.
  await panel.page.screenshot({ path: file });
}
