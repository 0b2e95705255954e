import assert from "node:assert/strict";
import type { WirePart } from "../../src/core/prompt";
import { withoutMetadata } from "../../src/core/imageStrip";
import { imageTypeOf } from "../../src/core/imageType";
import { readImageHeader } from "../../src/core/imageHeader";
import { adobe, chunk, exif, gif, jpeg, place, png, squarePixels } from "../support/imageBytes";
import { PanelPage, says } from "../support/panelPage";

describe("images in the composer", function () {
  this.timeout(60_000);
  let panel: PanelPage;
  let asked: readonly WirePart[];

  before(async () => {
    panel = await PanelPage.start();
  });
  beforeEach(async () => {
    asked = [];
    panel.model = async function* (request, signal) {
      const content = request.messages.at(-1)?.content;
      asked = typeof content === "string" ? [] : (content ?? []);
      yield* says("Seen.")(request, signal);
    };
    panel.images = { detail: true };
    panel.vision = undefined;
    panel.read = { parts: [], refused: [] };
    for (const kept of [panel.store.journals, panel.store.current, panel.store.drafts])
      kept.clear();
    panel.store.files.clear();
    await panel.load();
    await loaded();
  });
  afterEach(async () => {
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.console, []);
    assert.deepEqual(panel.foreign, []);
  });
  after(() => panel.close());

  /** What is loaded in a free moment is there. */
  const loaded = async () => {
    await panel.page.locator(".parameter-button").first().waitFor();
    await panel.page.locator(".image-offer").waitFor({ state: "attached" });
  };
  const box = () => panel.page.getByRole("textbox", { name: "Message" });
  const chips = () =>
    panel.page.getByRole("list", { name: "Attached code and images" }).getByRole("listitem");
  const isSaid = (text: string | RegExp) =>
    panel.page.locator(".hint").filter({ hasText: text }).waitFor();
  /** The files that lie beside the journals. */
  const files = () => [...panel.store.files.values()].flatMap(kept => [...kept.values()]);

  /** Pastes or drops files as a user does. */
  async function give(
    how: "paste" | "drop",
    ...given: readonly (readonly [name: string, bytes: Buffer, type?: string])[]
  ): Promise<void> {
    const all = given.map(
      ([name, bytes, type = ""]) => [name, bytes.toString("base64"), type] as const,
    );
    await panel.takesDrops();
    await panel.page.evaluate(
      ([event, made]) => {
        const data = new DataTransfer();
        for (const [name, base64, type] of made) {
          const bytes = Uint8Array.from(atob(base64), sign => sign.charCodeAt(0));
          data.items.add(new File([bytes], name, { type }));
        }
        const init = { bubbles: true, cancelable: true };
        document.activeElement?.dispatchEvent(
          event === "paste"
            ? new ClipboardEvent(event, { ...init, clipboardData: data })
            : new DragEvent(event, { ...init, dataTransfer: data }),
        );
      },
      [how, all] as const,
    );
  }

  it("are pasted, shown with their size and tokens, and sent as data URLs", async () => {
    const bytes = png(1024, 1024);
    await box().fill("What is this?");
    await give("paste", ["image.png", bytes, "image/png"]);
    await isSaid("Attached Pasted image");
    assert.match(
      await chips().locator("summary").innerText(),
      /Pasted image\s*\d+ KB · ≈ 765 tokens/,
    );
    await chips().locator("img.chip-picture").waitFor();
    assert.equal(await box().inputValue(), "What is this?");
    await box().press("Enter");
    await panel.answer.filter({ hasText: "Seen." }).waitFor();
    const [kept] = files();
    assert.deepEqual(kept && Buffer.from(kept), bytes);
    assert.deepEqual(asked, [
      { type: "text", text: "What is this?" },
      {
        type: "image_url",
        image_url: { url: `data:image/png;base64,${bytes.toString("base64")}` },
      },
    ]);
    assert.ok(![...panel.store.journals.values()].join("").includes("base64"));
    await chips().waitFor({ state: "detached" });
    await panel.page.getByRole("button", { name: "Enlarge Pasted image" }).locator("img").waitFor();
  });

  it("lose place, time and comments, and keep their pixels", async () => {
    const whole = jpeg(exif(1), adobe, squarePixels(3));
    await give("drop", ["holiday.png", Buffer.concat([whole, Buffer.from(place)])]);
    await isSaid("Attached holiday.png");
    const [kept = new Uint8Array()] = files();
    assert.deepEqual(Buffer.from(kept), jpeg(adobe, squarePixels(3)));
  });

  for (const [width, height, shownWidth, shownHeight] of [
    [3000, 1500, 1024, 2048],
    [30, 10, 10, 30],
  ] as const)
    it(`are turned as they are to be seen, made fit, and drawn anew without metadata: ${width} × ${height}`, async () => {
      const made = await panel.page.evaluate(
        async ([width, height]) => {
          const canvas = new OffscreenCanvas(width, height);
          canvas.getContext("2d")?.fillRect(0, 0, width / 2, height);
          const blob = await canvas.convertToBlob({ type: "image/jpeg" });
          return Array.from(new Uint8Array(await blob.arrayBuffer()));
        },
        [width, height] as const,
      );
      const bytes = Buffer.from(withoutMetadata(Buffer.from(made), "jpeg") ?? []); // The browser adds a profile.
      const turned = Buffer.concat([bytes.subarray(0, 2), exif(6), bytes.subarray(2)]);
      await give("drop", ["turned.jpg", turned]);
      await isSaid("Attached turned.jpg");
      const [kept = new Uint8Array()] = files();
      assert.ok(!Buffer.from(kept).includes(place) && !Buffer.from(kept).includes("Exif"));
      const seen = { type: "jpeg", width: shownWidth, height: shownHeight };
      assert.deepEqual(readImageHeader(kept), seen);
    });

  it("that move are attached with their first frame, which is said", async () => {
    await give("paste", ["dance.gif", gif(3), "image/gif"]);
    await isSaid("Attached the first frame of dance.gif.");
    assert.equal(imageTypeOf(files()[0] ?? new Uint8Array()), "png");
    const moving = png(3, 2, { before: [chunk("acTL", Buffer.alloc(8))] });
    await give("paste", ["dance.png", moving, "image/png"]);
    await isSaid("Attached the first frame of dance.png.");
    assert.deepEqual(files()[1] && Buffer.from(files()[1] ?? ""), png(3, 2));
  });

  it("for print become ones that everybody reads", async () => {
    await give("drop", ["print.jpg", jpeg(adobe, squarePixels(4))]);
    await isSaid("Attached print.jpg");
    assert.deepEqual(readImageHeader(files()[0] ?? new Uint8Array()), {
      type: "jpeg",
      width: 8,
      height: 8,
    });
  });

  const broken = png(64, 64);
  const header = png(1, 1).subarray(0, 40);
  header.writeUInt32BE(60_000, 16);
  header.writeUInt32BE(60_000, 20);
  const refusals: readonly (readonly [string, string, Buffer, RegExp])[] = [
    ["damaged", "broken.png", broken.subarray(0, broken.length - 40), /“broken.png” is damaged/],
    ["cut in the head", "cut.png", broken.subarray(0, 20), /“cut.png” is damaged/],
    ["bombs", "bomb.png", header, /has 60,?000 × 60,?000 pixels, which is too many/],
    ["of a phone", "a.heic", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1"), /is a HEIC image/],
  ];
  for (const [what, name, bytes, words] of refusals)
    it(`that are ${what} are refused, and say why`, async () => {
      await give("drop", [name, bytes]);
      await isSaid(words);
      assert.deepEqual([await chips().count(), files().length], [0, 0]);
    });

  /** Drops a picture that is made in the page: it is too large to be carried there. */
  const giveLarge = async (made: {
    readonly base64: string;
    readonly behind: number;
    readonly side: number;
  }) => {
    await panel.takesDrops();
    return panel.page.evaluate(async ({ base64, behind, side }) => {
      const bytes = Uint8Array.from(atob(base64), sign => sign.charCodeAt(0));
      const noise = async () => {
        const canvas = new OffscreenCanvas(side, side);
        const image = new ImageData(side, side);
        const pixels = new Uint32Array(image.data.buffer);
        let state = 1;
        for (let at = 0; at < pixels.length; at++) {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
          pixels[at] = (state >>> 8) | 0xff00_0000;
        }
        canvas.getContext("2d")?.putImageData(image, 0, 0);
        return canvas.convertToBlob({ type: "image/png" });
      };
      const dataTransfer = new DataTransfer();
      const parts = side > 0 ? [await noise()] : [bytes, new Uint8Array(behind)];
      const file = new File(parts, "large.png");
      dataTransfer.items.add(file);
      const init = { dataTransfer, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent("drop", init));
      return file.size;
    }, made);
  };
  const small = png(200, 100);
  const base64 = small.toString("base64");

  it("of 50 MB are attached without what they need not", async () => {
    await giveLarge({ base64, behind: (50 << 20) - small.length, side: 0 });
    await isSaid("Attached large.png");
    assert.deepEqual(files()[0] && Buffer.from(files()[0] ?? ""), small);
  });

  it("of 40 MB of pixels are made fit", async () => {
    assert.ok((await giveLarge({ base64, behind: 0, side: 3600 })) > 35 << 20);
    await isSaid("Attached large.png");
    const [kept = new Uint8Array()] = files();
    const { width = 0, height = 0 } = readImageHeader(kept) ?? {};
    assert.ok(width === height && width >= 512 && width <= 2048 && kept.length <= 3_000_000);
  });

  it("of more than 50 MB are refused, and say why", async () => {
    await giveLarge({ base64, behind: 50 << 20, side: 0 });
    await isSaid("“large.png” is too large: at most 50 MB.");
    assert.equal(files().length, 0);
  });

  it("come with other files, each as what it is", async () => {
    await give("drop", ["a.py", Buffer.from("print(1)\n")], ["b.txt", png(4, 4)]);
    await chips().nth(1).waitFor();
    assert.deepEqual(
      (await chips().locator("summary > span:first-of-type").allInnerTexts()).toSorted(),
      ["a.py", "b.txt"],
    );
  });

  it("are chosen in the dialog of files, and read by the host", async () => {
    const url = `data:;base64,${png(5, 5).toString("base64")}`;
    panel.read = { parts: [], images: [{ name: "chosen.dat", url }], refused: [] };
    await panel.page.getByRole("button", { name: "Attach" }).click();
    await isSaid("Attached chosen.dat");
    assert.equal(files().length, 1);
  });

  it("are looked at as closely as is said, by keyboard, which stays through a reload", async () => {
    await give("paste", ["a.png", png(1024, 1024)]);
    await isSaid("Attached a.png");
    await chips().locator("summary").focus();
    await panel.page.keyboard.press("Enter");
    await panel.page.keyboard.press("Tab");
    await panel.page.keyboard.press("ArrowDown"); // The choice behind “Not said”.
    const choice = panel.page.getByRole("combobox", { name: "Detail of a.png" });
    assert.equal(await choice.inputValue(), "low");
    await chips().getByText("≈ 85 tokens").waitFor();
    const id = (await panel.session()).conversation.id;
    const saved = () => panel.store.drafts.get(id)?.parts[0];
    await until(
      () => saved()?.type === "image" && (saved() as { detail?: string }).detail === "low",
    );
    await panel.load();
    await chips().locator("summary").click();
    assert.equal(await choice.inputValue(), "low");
    await panel.send("Look");
    await panel.answer.filter({ hasText: "Seen." }).waitFor();
    const [, image] = asked;
    assert.equal(image?.type === "image_url" && image.image_url.detail, "low");
  });

  it("offer no choice of detail where the provider takes none, and send none", async () => {
    panel.images = {};
    await panel.load();
    await loaded();
    await give("paste", ["a.png", png(4, 4)]);
    await isSaid("Attached a.png");
    await chips().locator("summary").click();
    assert.equal(await panel.page.getByRole("combobox", { name: /^Detail of/ }).count(), 0);
  });

  it("are removed like code", async () => {
    await give("paste", ["a.png", png(4, 4)]);
    await panel.page.getByRole("button", { name: "Remove a.png" }).click();
    await isSaid("Removed a.png");
    assert.equal(await chips().count(), 0);
  });

  it("wait for another model where the present one takes none", async () => {
    panel.vision = false;
    panel.setStatus({});
    await give("paste", ["a.png", png(4, 4)]);
    await chips().getByText("“small” takes no images").waitFor();
    await panel.send("What is this?");
    await isSaid("Not sent. “small” takes no images: choose a model with vision.");
    assert.deepEqual([asked, await box().inputValue()], [[], "What is this?"]);
    assert.equal((await panel.session()).conversation.messages.size, 0);
    panel.vision = true;
    panel.setStatus({});
    await chips().getByText("≈ 255 tokens").waitFor();
    await box().press("Enter");
    await panel.answer.filter({ hasText: "Seen." }).waitFor();
    assert.equal(asked.length, 2);
  });

  it("open larger from a message, and Esc closes that alone", async () => {
    await give("paste", ["a.png", png(40, 30)]);
    await isSaid("Attached a.png");
    await panel.send("Look");
    await panel.page.getByRole("button", { name: "Enlarge a.png" }).click();
    const dialog = panel.page.getByRole("dialog", { name: "a.png" });
    await dialog.locator("img").waitFor();
    await panel.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.equal(await panel.focus(), "Enlarge a.png");
  });

  it("that are gone from the disk are named, and keep a request from leaving", async () => {
    await give("paste", ["a.png", png(4, 4)]);
    await isSaid("Attached a.png");
    await panel.send("Look");
    await panel.answer.filter({ hasText: "Seen." }).waitFor();
    panel.store.files.clear();
    asked = [];
    await panel.send("And now?");
    await panel.answer.getByRole("alert").filter({ hasText: "cannot be read any more" }).waitFor();
    assert.deepEqual(asked, []);
    await panel.hideAndShow();
    await panel.page.getByText("“a.png” is not on this computer any more.").waitFor();
  });

  it("come back as chips when their message is changed", async () => {
    await give("paste", ["a.png", png(4, 4)]);
    await isSaid("Attached a.png");
    await panel.send("Look");
    await panel.answer.filter({ hasText: "Seen." }).waitFor();
    await panel.page.getByRole("article").first().getByRole("button", { name: "Edit" }).click();
    await panel.page.getByRole("button", { name: "Remove a.png" }).waitFor();
    await box().fill("Look closely");
    await box().press("Enter");
    await until(() => asked.some(part => part.type === "text" && part.text === "Look closely"));
    assert.equal(asked.length, 2);
  });

  it("go with a fork of their chat", async () => {
    await give("paste", ["a.png", png(4, 4)]);
    await isSaid("Attached a.png");
    await panel.send("Look");
    await panel.answer.filter({ hasText: "Seen." }).waitFor();
    await panel.choose(panel.page.getByRole("article").first(), "Fork from here");
    await until(() => panel.store.files.size === 2);
    await panel.page.getByRole("button", { name: "Enlarge a.png" }).waitFor();
  });

  describe("as links", () => {
    const link = "https://images.example/cat.png?size=2";
    const offer = () => panel.page.getByRole("button", { name: "Attach as image" });

    it("are offered, attached by a click, and followed by nobody here", async () => {
      await box().pressSequentially(`What is ${link} ?`);
      await offer().click();
      await isSaid("Attached cat.png?size=2");
      assert.equal(await offer().count(), 0);
      await box().press("Enter");
      await panel.answer.filter({ hasText: "Seen." }).waitFor();
      assert.deepEqual(asked, [
        { type: "text", text: `What is ${link} ?` },
        { type: "image_url", image_url: { url: link } },
      ]);
    });

    it("are text until then, and say why where they cannot be followed", async () => {
      panel.images = { linkless: true };
      panel.setStatus({});
      await box().pressSequentially(link);
      await panel.page.getByText("small takes no links to images").waitFor();
      assert.equal(await offer().count(), 0);
      await box().press("Enter");
      await panel.answer.filter({ hasText: "Seen." }).waitFor();
      assert.deepEqual(asked, []);
    });
  });
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("it never happened");
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
