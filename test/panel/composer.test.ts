import assert from "node:assert/strict";
import type { FoundFile } from "../../src/core/foundFiles";
import { PanelPage, says } from "../support/panelPage";

const files: readonly FoundFile[] = ["src/main.ts", "src/domain.ts", "readme.md"].map(path => ({
  uri: `file:///project/${path}`,
  name: path.split("/").at(-1) ?? "",
  folder: path.split("/").slice(0, -1).join("/"),
  open: false,
}));

const whole = {
  type: "file",
  path: "src/main.ts",
  language: "typescript",
  startLine: 1,
  endLine: 2,
  text: "let a;\nlet b;",
  whole: true,
} as const;

describe("the composer", function () {
  this.timeout(60_000);
  let panel: PanelPage;

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    panel.model = says("Hello there.");
    panel.files = files;
    panel.read = { parts: [whole], refused: [] };
    panel.store.journals.clear();
    panel.store.current.clear();
    panel.store.drafts.clear();
    await panel.load();
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
  });
  after(() => panel.close());

  const box = () => panel.page.getByRole("textbox", { name: "Message" });
  const value = () => box().inputValue();
  const hint = () => panel.page.locator(".hint");
  const isSaid = (text: string | RegExp) => hint().filter({ hasText: text }).waitFor();
  const chips = () => panel.page.getByRole("list", { name: "Attached code" }).getByRole("listitem");
  const listbox = () => panel.page.getByRole("listbox", { name: "Files" });
  const options = () => listbox().locator(".mention-name").allInnerTexts();
  const asked = (name: string) => panel.asked.filter(([asked]) => asked === name);
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await panel.page.keyboard.press(key);
  };

  describe("grows", () => {
    for (const height of [720, 240, 100]) {
      it(`with its text in a view of ${height} pixels, to its limit, and scrolls then`, async () => {
        await panel.page.setViewportSize({ width: 320, height });
        const shown = () => box().evaluate(element => element.getBoundingClientRect().height);
        const line = await shown();
        await box().fill("1\n2");
        assert.ok(Math.abs((await shown()) - 2 * line) < 3);
        await box().fill("1\n2\n3");
        assert.ok(Math.abs((await shown()) - 3 * line) < 3);
        await box().fill("x\n".repeat(200));
        const most = await shown();
        assert.ok(Math.abs(most - Math.max(0.4 * height, 3 * line)) < 3, `${most}`);
        assert.ok(await box().evaluate(element => element.scrollHeight > element.clientHeight));
        await box().fill("");
        assert.equal(await shown(), line);
      });
    }

    it("without the page reading its layout at any key", async () => {
      await panel.page.evaluate(() => {
        const all = globalThis as unknown as { reads: number };
        all.reads = 0;
        for (const [type, name] of [
          [HTMLElement, "offsetHeight"],
          [HTMLElement, "offsetWidth"],
          [Element, "clientHeight"],
          [Element, "scrollHeight"],
          [Element, "scrollTop"],
        ] as const) {
          const own = Object.getOwnPropertyDescriptor(type.prototype, name);
          Object.defineProperty(type.prototype, name, {
            ...own,
            get() {
              all.reads += 1;
              return own?.get?.call(this) as unknown;
            },
          });
        }
        const own = Object.getOwnPropertyDescriptor(Element.prototype, "getBoundingClientRect");
        const rect = own?.value as () => DOMRect;
        Element.prototype.getBoundingClientRect = function () {
          all.reads += 1;
          return rect.call(this);
        };
      });
      await box().focus();
      await panel.page.keyboard.type("some words @and more of them");
      const reads = await panel.page.evaluate(
        () => (globalThis as unknown as { reads: number }).reads,
      );
      assert.equal(reads, 0);
    });
  });

  describe("brings earlier prompts back", () => {
    beforeEach(async () => {
      await panel.ask("First");
      await panel.attach();
      await chips().waitFor();
      await panel.ask("Second");
    });

    it("with the up arrow, the newest first, and the empty box at the other end", async () => {
      await box().focus();
      const seen: string[] = [];
      for (const key of ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"]) {
        await press(key);
        seen.push(await value());
      }
      assert.deepEqual(seen, ["Second", "First", "First", "Second", ""]);
      await press("ArrowDown");
      assert.equal(await value(), "");
      assert.equal(await chips().count(), 0);
    });

    it("and leaves the arrows to the text as soon as it is changed", async () => {
      await box().focus();
      await press("ArrowUp", "!", "ArrowUp");
      assert.equal(await value(), "Second!");
      await box().fill("mine");
      await press("ArrowUp");
      assert.equal(await value(), "mine");
    });

    it("as a draft, which is kept, and sent as it stands", async () => {
      await box().focus();
      await press("ArrowUp", "ArrowUp", "Enter");
      await panel.page.getByRole("article").nth(5).waitFor();
      const sent = await panel.page.getByRole("article").nth(4).innerText();
      assert.match(sent, /First/);
    });
  });

  describe("sends", () => {
    it("with Enter, and the button says so", async () => {
      const send = panel.page.getByRole("button", { name: "Send" });
      assert.equal(await send.getAttribute("title"), "Send (Enter)");
      await box().fill("one");
      await press("Shift+Enter");
      assert.equal(await value(), "one\n");
    });

    it("with Ctrl+Enter by setting, at once when that changes, and Enter makes a line", async () => {
      panel.setStatus({ sendKey: "modEnter" });
      await panel.page.locator('[title="Send (Ctrl+Enter)"]').waitFor();
      await box().fill("one");
      await press("Enter");
      await panel.page.keyboard.type("two");
      assert.equal(await value(), "one\ntwo");
      assert.equal((await panel.session()).conversation.messages.size, 0);
      await press("Control+Enter");
      await panel.answer.filter({ hasText: "Hello there." }).waitFor();
      panel.setStatus({ sendKey: "enter" });
      await panel.page.locator('[title="Send (Enter)"]').waitFor();
    });
  });

  describe("attaches files", () => {
    it("that the editor asks for, each as a chip with its size, and says how many", async () => {
      const long = { ...whole, path: "b.ts", text: "x".repeat(2048) };
      panel.read = { parts: [whole, long], refused: [] };
      await panel.page.getByRole("button", { name: "Attach", exact: true }).click();
      await isSaid("Attached 2 files");
      assert.deepEqual(asked("pickFiles").length, 1);
      const texts = await chips().locator("summary").allInnerTexts();
      assert.deepEqual(
        texts.map(text => text.replace(/\s+/g, " ")),
        ["main.ts 13 characters", "b.ts 2.0 KB"],
      );
      const title = await chips().first().locator("summary").getAttribute("title");
      assert.equal(title, "src/main.ts, lines 1–2");
      await panel.page.getByRole("button", { name: "Remove main.ts" }).click();
      await isSaid("Removed main.ts");
      assert.equal(await chips().count(), 1);
    });

    it("and says why one cannot be attached", async () => {
      panel.read = { parts: [], refused: ["a.bin is not a text file."] };
      await panel.page.getByRole("button", { name: "Attach", exact: true }).click();
      await isSaid("a.bin is not a text file.");
      assert.equal(await chips().count(), 0);
    });

    for (const type of ["text/uri-list", "application/vnd.code.uri-list"]) {
      it(`that are dropped as ${type}, and says that VS Code needs Shift`, async () => {
        const drag = (name: string, shiftKey: boolean) =>
          panel.page.evaluate(
            ([event, kind, shift]) => {
              const dataTransfer = new DataTransfer();
              dataTransfer.setData(kind, "file:///a%20b.ts\r\nhttps://host/x\r\nfile:///c.ts");
              const init = { dataTransfer, bubbles: true, cancelable: true, shiftKey: shift };
              document.querySelector("main")?.dispatchEvent(new DragEvent(event, init));
            },
            [name, type, shiftKey] as const,
          );
        await panel.takesDrops();
        await drag("dragover", false);
        await isSaid("Hold Shift and drop");
        await drag("dragover", true);
        await isSaid("Drop to attach.");
        await drag("drop", true);
        await chips().waitFor();
        assert.deepEqual(asked("readFiles"), [
          ["readFiles", ["file:///a%20b.ts", "file:///c.ts"], "dropped"],
        ]);
        assert.equal(await panel.page.locator("body.dropping").count(), 0);
      });
    }

    it("that are dropped from outside, with the reason where one is refused", async () => {
      await panel.takesDrops();
      await panel.page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        const add = (name: string, text: string) => dataTransfer.items.add(new File([text], name));
        add("one.py", "print(1)\r\n");
        add("large.txt", "x".repeat(600 * 1024));
        add("picture.png", "PNG\0");
        const init = { dataTransfer, bubbles: true, cancelable: true };
        document.body.dispatchEvent(new DragEvent("drop", init));
      });
      await isSaid(/large.txt is too large: at most 512 KB.*picture.png is not a text file/);
      await chips().waitFor();
      assert.equal(asked("readFiles").length, 0);
      await panel.send("Run it");
      await panel.answer.filter({ hasText: "Hello there." }).waitFor();
      const [question] = (await panel.session()).conversation.messages.values();
      const [, part] = question?.role === "user" ? question.content : [];
      assert.deepEqual(part, {
        type: "file",
        path: "one.py",
        language: "py",
        startLine: 1,
        endLine: 1,
        text: "print(1)",
      });
    });

    it("and takes no link and no text that is dragged", async () => {
      await panel.takesDrops();
      const taken = await panel.page.evaluate(() =>
        [["text/plain"], ["text/uri-list", "text/html"]].map(types => {
          const dataTransfer = new DataTransfer();
          for (const type of types) dataTransfer.setData(type, "https://host/");
          const init = { dataTransfer, bubbles: true, cancelable: true };
          return !document.body.dispatchEvent(new DragEvent("dragover", init));
        }),
      );
      assert.deepEqual(taken, [false, false]);
    });
  });

  describe("lists files for a word that begins with @", () => {
    const type = async (text: string) => {
      await box().focus();
      await panel.page.keyboard.type(text);
    };

    it("which Enter takes, with the word gone and nothing sent", async () => {
      await type("see @ma");
      await listbox().waitFor();
      assert.deepEqual(await options(), ["main.ts", "domain.ts"]);
      await isSaid("2 files");
      await press("ArrowDown");
      const chosen = await box().getAttribute("aria-activedescendant");
      assert.equal(await panel.page.locator(`#${chosen}`).getAttribute("aria-selected"), "true");
      await press("ArrowUp", "Enter");
      await chips().waitFor();
      assert.deepEqual(asked("readFiles"), [
        ["readFiles", ["file:///project/src/main.ts"], "found"],
      ]);
      assert.deepEqual([await value(), await panel.focus()], ["see ", "Message"]);
      assert.equal(await listbox().count(), 0);
      assert.equal((await panel.session()).conversation.messages.size, 0);
      await panel.page.keyboard.type("now");
      await press("Enter");
      await panel.answer.filter({ hasText: "Hello there." }).waitFor();
    });

    it("which Tab and the mouse take too", async () => {
      await type("@read");
      await listbox().waitFor();
      await press("Tab");
      await chips().waitFor();
      assert.equal(await value(), "");
      await type("@dom");
      await listbox().getByText("domain.ts").click();
      assert.deepEqual([await value(), await panel.focus()], ["", "Message"]);
      assert.deepEqual(
        asked("readFiles").map(([, uris]) => uris),
        [["file:///project/readme.md"], ["file:///project/src/domain.ts"]],
      );
    });

    it("which Escape closes for that word, and stops no answer", async () => {
      let stopped = false;
      panel.model = async function* (_request, signal) {
        yield { type: "text", text: "Half" };
        await new Promise(resolve => signal.addEventListener("abort", resolve));
        stopped = true;
      };
      await panel.send("One");
      await panel.answer.filter({ hasText: "Half" }).waitFor();
      await type("@ma");
      await listbox().waitFor();
      await press("Escape");
      await listbox().waitFor({ state: "hidden" });
      await type("in");
      await panel.page.waitForTimeout(300);
      assert.deepEqual([await listbox().count(), stopped], [0, false]);
      await press("Escape");
      await panel.answer.filter({ hasText: "Stopped" }).waitFor();
    });

    it("but not within a word, nor when nothing fits", async () => {
      await type("me@main");
      await panel.page.waitForTimeout(300);
      assert.equal(asked("findFiles").length, 0);
      await type(" @nothing");
      await panel.page.waitForTimeout(300);
      assert.ok(asked("findFiles").length > 0);
      assert.equal(await listbox().count(), 0);
      await press("Enter");
      await panel.answer.filter({ hasText: "Hello there." }).waitFor();
    });

    it("and asks once for what is typed in one go", async () => {
      await type("@");
      await listbox().waitFor();
      const before = asked("findFiles").length;
      await type("main");
      await panel.page.waitForTimeout(300);
      assert.ok(asked("findFiles").length - before <= 2);
    });

    it("within the narrowest view", async () => {
      await panel.page.setViewportSize({ width: 200, height: 400 });
      panel.files = Array.from({ length: 60 }, (_, index) => ({
        uri: `file:///x/${index}`,
        name: `${"long".repeat(20)}${index}.ts`,
        folder: "deep/".repeat(20),
        open: false,
      }));
      await type("@lo");
      await listbox().waitFor();
      assert.equal((await options()).length, 50);
      const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
      assert.ok((await panel.page.evaluate(overflow)) <= 0);
      const top = await listbox().evaluate(element => element.getBoundingClientRect().top);
      assert.ok(top >= 0);
    });
  });
});
