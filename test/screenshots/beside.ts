import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { labSettings } from "../support/labSettings";
import { openBrowser, removeFolder } from "../support/browser";
import { ChatView } from "../support/chatView";
import { answer, LoopbackProvider } from "../support/provider";
import { startVSCode, type VSCode } from "../support/vscode";
import { answerText, question } from "./conversation";
import { resize, sideBar } from "./sideBar";

/** The default width of VS Code's own chat view. */
const width = 438;
const height = 1160;

/** Takes `docs/beside-dark.png` and the light one: the same conversation in VS Code's own chat view and in Parley. */
export async function takeBeside(themes: Readonly<Record<string, string>>): Promise<void> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "parley-look-"));
  const file = path.join(root, "answer.md");
  fs.writeFileSync(file, answerText);
  const provider = await LoopbackProvider.start();
  provider.otherwise = answer([answerText]);
  try {
    for (const [name, theme] of Object.entries(themes)) {
      const pictures = await takeBoth(theme, name === "light", file, provider);
      await join(pictures, path.resolve(`docs/beside-${name}.png`));
    }
  } finally {
    await provider.stop();
    removeFolder(root);
  }
}

async function takeBoth(
  theme: string,
  light: boolean,
  file: string,
  { baseURL }: LoopbackProvider,
): Promise<readonly Buffer[]> {
  const vscode = await startVSCode({
    linkExtensions: [process.cwd(), path.resolve("test/screenshots/participant")],
    viewport: { width: 1200, height },
    colorScheme: light ? "light" : "dark",
    env: { PARLEY_ANSWER: file },
    settings: {
      "workbench.colorTheme": theme,
      "chat.disableAIFeatures": false,
      ...labSettings({ baseURL }),
      "parley.defaultModel": "lab/gpt-4.1-mini",
    },
  });
  try {
    return [await takeTheirs(vscode), await takeOurs(vscode)];
  } catch (error) {
    await vscode.screenshot(path.resolve("out/screenshots/beside-failure.png"));
    throw error;
  } finally {
    await vscode.stop();
  }
}

async function takeTheirs(vscode: VSCode): Promise<Buffer> {
  const { page } = vscode;
  await vscode.runCommand("Chat: Open Chat");
  await page.locator(".interactive-session .interactive-input-part").first().waitFor();
  const table = page.locator(".interactive-session table").last();
  // The first message makes VS Code look for models; it finds one for the next.
  for (let tries = 0; tries < 3 && !(await table.isVisible()); tries++) {
    if (tries > 0)
      await sideBar(vscode)
        .getByRole("button", { name: /^New Chat/ })
        .first()
        .click();
    await page.waitForTimeout(1000);
    await page.locator(".interactive-session .interactive-input-editor").last().click();
    await page.keyboard.type(`@look ${question}`, { delay: 20 });
    await page.keyboard.press("Escape"); // No suggestion takes the Enter.
    await page.keyboard.press("Enter");
    await table.waitFor({ timeout: 8000 }).catch(() => undefined); // Tried again.
  }
  await table.waitFor();
  await resize(vscode, width);
  await page.waitForTimeout(3000); // Its blocks of code are editors, which come later.
  return sideBar(vscode).screenshot();
}

async function takeOurs(vscode: VSCode): Promise<Buffer> {
  const chat = await ChatView.open(vscode);
  await chat.ask(question);
  await chat.idle();
  await resize(vscode, width);
  await vscode.page.waitForTimeout(1000);
  return sideBar(vscode).screenshot();
}

/** One picture of both, theirs on the left. */
async function join(pictures: readonly Buffer[], file: string): Promise<void> {
  const browser = await openBrowser({ viewport: { width: 2 * width + 16, height } });
  try {
    const page: Page = await browser.context.newPage();
    const sources = pictures.map(picture => `data:image/png;base64,${picture.toString("base64")}`);
    const images = sources.map(source => `<img src="${source}" style="width:${width}px">`).join("");
    await page.setContent(
      `<body style="margin:0;display:flex;gap:16px;background:#808080;width:max-content">${images}`,
    );
    await page.locator("body").screenshot({ path: file });
  } finally {
    await browser.close();
  }
}
