import fs from "node:fs";
import path from "node:path";
import type { Frame, Locator, Page } from "playwright-core";

const patience = 30_000;

/** One window of VS Code, worked with the gestures of a user. */
export class Workbench {
  /** What page and extension host wrote to the console. */
  readonly console: string[] = [];

  constructor(readonly page: Page) {
    page.on("console", message => this.console.push(message.text()));
    page.on("pageerror", error => this.console.push(String(error)));
  }

  /** Opens an address of VS Code and waits until its window can be used. */
  async open(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: "domcontentloaded", timeout: 60_000 });
    await this.ready();
  }

  /** Reloads as a user does, with time to save; frames must be asked for anew. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent("domcontentloaded", { timeout: patience });
    await this.runCommand("Developer: Reload Window");
    await loaded;
    await this.ready();
  }

  /** Reloads without a word to VS Code, as a crash would. */
  async reloadAbruptly(): Promise<void> {
    await this.page.reload({ waitUntil: "domcontentloaded" });
    await this.ready();
  }

  /** Runs the command with exactly this title, as the palette shows it ("Parley: New Chat"). */
  async runCommand(title: string): Promise<void> {
    const row = this.row(title);
    const deadline = Date.now() + patience;
    do {
      // A window that has only just opened may not listen to its keys yet.
      if ((await this.openPalette(title)) && (await appears(row, 1000)) && (await clicked(row)))
        return this.paletteClosed();
    } while (Date.now() < deadline);
    throw new Error(
      `no command "${title}"; the palette shows ${JSON.stringify(await this.quickPick())}`,
    );
  }

  /** Types into the open input box, or into a quick pick's filter, and accepts; waits for the one with this title. */
  async answer(text: string, title?: string): Promise<void> {
    if (title !== undefined) await this.titled(title);
    const input = this.quickInput()
      .locator("input[type=text], input[type=password], input")
      .first();
    await input.waitFor({ timeout: patience });
    await input.fill(text);
    await input.press("Enter");
  }

  /** The labels of the open quick pick, as far as they are on the screen. */
  async quickPick(): Promise<string[]> {
    const labels = this.quickInput().locator(".monaco-list-row .label-name");
    return labels.filter({ visible: true }).allTextContents();
  }

  /** Chooses the row with exactly this label in the open quick pick, typing it when it is off the screen; see `answer`. */
  async choose(label: string, title?: string): Promise<void> {
    if (title !== undefined) await this.titled(title);
    const quick = this.quickInput();
    await quick.locator(".monaco-list-row").first().waitFor({ timeout: patience });
    const row = this.row(label);
    if (!(await appears(row, 2000))) await quick.locator("input").first().fill(label);
    await row.click({ timeout: patience });
  }

  /** Opens a file at the top of the workspace from the Explorer. */
  async openFile(name: string): Promise<void> {
    await this.page.getByRole("treeitem", { name }).first().dblclick({ timeout: patience });
    await this.page.getByRole("tab", { name, exact: false }).first().waitFor({ timeout: patience });
    await this.page.locator(".view-line").first().waitFor({ timeout: patience });
  }

  /** Selects all of the open file and chooses from its context menu: a submenu and an item. */
  async chooseForAll(submenu: string, item: string): Promise<void> {
    const line = this.page.locator(".view-line").first();
    const position = { x: 10, y: 8 };
    await line.click({ position });
    await this.page.keyboard.press("Control+A");
    await line.click({ button: "right", position });
    await this.page.getByRole("menuitem", { name: submenu }).hover();
    await this.page.getByRole("menuitem", { name: item }).hover();
    await this.page.keyboard.press("Enter");
  }

  /** The document inside the webview with this title ("Chat"); by default the first one on the screen. */
  async webviewFrame(name?: string): Promise<Frame> {
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      const frame = await this.findWebview(name);
      if (frame) return frame;
      await this.page.waitForTimeout(50);
    }
    throw new Error(
      `no webview "${name ?? ""}"; there are ${JSON.stringify(await this.webviewNames())}`,
    );
  }

  /** The documents inside the webviews of editor tabs on the screen, without those of views. */
  async tabFrames(except = "Chat"): Promise<readonly Frame[]> {
    const frames: Frame[] = [];
    for (const outer of await this.page.locator("iframe.webview").filter({ visible: true }).all()) {
      const inner = outer.contentFrame().locator("iframe#active-frame");
      const name = await title(inner);
      if (name === "" || name === except) continue;
      const handle = await inner.elementHandle({ timeout: 1000 }).catch(() => undefined);
      const frame = await handle?.contentFrame();
      if (frame) frames.push(frame);
    }
    return frames;
  }

  /** The editor tab with exactly this name. */
  tab(name: string): Locator {
    return this.page
      .locator(".tabs-container .tab")
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Clicks a button of a row of the open quick pick, by the button's name. */
  async rowButton(label: string, button: string): Promise<void> {
    const row = this.row(label);
    await row.waitFor({ timeout: patience });
    await row.hover();
    await row.getByRole("button", { name: button }).click({ timeout: patience });
  }

  /** The item of the status bar that tells of Parley. */
  get statusItem(): Locator {
    return this.page.locator(".statusbar-item[id='parley.parley.parley.model']");
  }

  /** The texts of the notifications on the screen. */
  async notifications(): Promise<string[]> {
    return this.toasts().locator(".notification-list-item-message").allTextContents();
  }

  /** The notification that holds this text, once it is there: for its buttons. */
  async notification(text: string): Promise<Locator> {
    const toast = this.toasts().filter({ hasText: text }).first();
    await toast.waitFor({ timeout: patience });
    return toast;
  }

  /** Writes a picture of the window and returns the file's name. */
  async screenshot(file: string): Promise<string> {
    fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  private async ready(): Promise<void> {
    const timeout = 60_000;
    await this.page.locator(".monaco-workbench .part.statusbar").first().waitFor({ timeout });
    await this.page.waitForFunction(hasStarted, undefined, { timeout });
  }

  private async openPalette(title: string): Promise<boolean> {
    await this.page.keyboard.press("Escape");
    await this.page.keyboard.press("F1");
    const input = this.quickInput().locator("input").first();
    if (!(await appears(input, 3000))) return false;
    return input.fill(`>${title}`, { timeout: 2000 }).then(
      () => true,
      () => false,
    );
  }

  /** The next quick input is the command's own, not the palette on its way out. */
  private async paletteClosed(): Promise<void> {
    await this.page.waitForFunction(() => {
      const widget = document.querySelector<HTMLElement>(".quick-input-widget");
      return (
        widget?.style.display === "none" || !widget?.querySelector("input")?.value.startsWith(">")
      );
    });
  }

  /** Waits for the quick input with these words in its title. */
  async titled(words: string): Promise<void> {
    const title = this.quickInput().locator(".quick-input-title").filter({ hasText: words });
    await title.waitFor({ timeout: patience });
  }

  private quickInput(): Locator {
    return this.page.locator(".quick-input-widget").filter({ visible: true });
  }

  private row(label: string): Locator {
    const name = this.page.locator(".label-name").getByText(label, { exact: true });
    const self = this.page
      .locator(".label-name")
      .filter({ hasText: new RegExp(`^${escape(label)}$`) });
    return this.quickInput()
      .locator(".monaco-list-row")
      .filter({ has: name.or(self) })
      .first();
  }

  private toasts(): Locator {
    return this.page.locator(".notifications-toasts .notification-list-item");
  }

  private async findWebview(name: string | undefined): Promise<Frame | undefined> {
    for (const outer of await this.page.locator("iframe.webview").filter({ visible: true }).all()) {
      const inner = outer.contentFrame().locator("iframe#active-frame");
      if (name !== undefined && (await title(inner)) !== name) continue;
      const handle = await inner.elementHandle({ timeout: 1000 }).catch(() => undefined);
      const frame = await handle?.contentFrame();
      if (frame) return frame;
    }
    return undefined;
  }

  private async webviewNames(): Promise<string[]> {
    const outers = await this.page.locator("iframe.webview").all();
    return Promise.all(
      outers.map(outer => title(outer.contentFrame().locator("iframe#active-frame"))),
    );
  }
}

/** The empty string while the frame is only on its way. */
async function title(frame: Locator): Promise<string> {
  return (await frame.getAttribute("title", { timeout: 1000 }).catch(() => undefined)) ?? "";
}

/** Runs in the page. */
function hasStarted(): boolean {
  return performance.getEntriesByName("code/didStartWorkbench").length > 0;
}

async function appears(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** False when the row went away before it could be clicked. */
async function clicked(row: Locator): Promise<boolean> {
  return row.click({ timeout: 2000 }).then(
    () => true,
    () => false,
  );
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
