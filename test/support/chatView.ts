import assert from "node:assert/strict";
import type { Frame, Locator } from "playwright-core";
import type { Workbench } from "./workbench";

/** The chat view of a window, by the roles and names that users know. */
export class ChatView {
  private constructor(
    private readonly workbench: Workbench,
    private frame: Frame,
  ) {}

  /** Opens the view by its command and waits until one can type. */
  static async open(workbench: Workbench): Promise<ChatView> {
    await workbench.runCommand("Parley: Focus Chat");
    const view = await ChatView.find(workbench);
    await view.focused();
    return view;
  }

  /** The view that is open already, or about to be. */
  static async find(workbench: Workbench): Promise<ChatView> {
    const view = new ChatView(workbench, await workbench.webviewFrame("Chat"));
    await view.box.waitFor();
    return view;
  }

  /** The chat in an editor tab, the first one on the screen or a later one. */
  static async inTab(workbench: Workbench, place = 0): Promise<ChatView> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      const frame = (await workbench.tabFrames())[place];
      const view = frame && new ChatView(workbench, frame);
      if (view && (await view.box.isVisible().catch(() => false))) return view;
      await workbench.page.waitForTimeout(50);
    }
    throw new Error(`no chat in editor tab ${place}`);
  }

  /** The frame anew, after a reload of the window or of the view. */
  async refind(): Promise<void> {
    this.frame = await this.workbench.webviewFrame("Chat");
    await this.box.waitFor();
  }

  get page(): Frame {
    return this.frame;
  }

  get box(): Locator {
    return this.frame.getByRole("textbox", { name: "Message" });
  }

  get log(): Locator {
    return this.frame.getByRole("log", { name: "Conversation" });
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole("button", { name });
  }

  get messages(): Locator {
    return this.frame.getByRole("article");
  }

  get lastMessage(): Locator {
    return this.messages.last();
  }

  get alert(): Locator {
    return this.lastMessage.getByRole("alert");
  }

  get hint(): Locator {
    return this.frame.locator(".hint");
  }

  /** Waits until the focus is in the message box: what is opened before would lose it again. */
  async focused(): Promise<void> {
    await this.frame.waitForFunction(() => document.activeElement?.ariaLabel === "Message");
  }

  /** Types and presses Enter, as a user does. */
  async send(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press("Enter");
  }

  /** Waits until the last message shows this text. */
  async shows(text: string | RegExp): Promise<void> {
    await this.lastMessage.filter({ hasText: text }).waitFor({ timeout: 20_000 });
  }

  /** Waits until no answer is being made. */
  async idle(): Promise<void> {
    await this.button("Send").waitFor({ timeout: 30_000 });
  }

  /** Sends and waits for the whole answer. */
  async ask(text: string): Promise<void> {
    const count = await this.messages.count();
    await this.send(text);
    await this.messages.nth(count + 1).waitFor({ timeout: 20_000 });
    await this.idle();
  }

  /** Waits for the error in the last answer and checks its title. */
  async fails(title: string | RegExp): Promise<void> {
    await this.alert.waitFor({ timeout: 20_000 });
    const text = await this.alert.innerText();
    if (typeof title === "string") assert.ok(text.includes(title), text);
    else assert.match(text, title);
  }
}
