import path from "node:path";
import type { Workbench } from "./workbench";

/** After a failed test, a picture of the window in `out/failures`. */
export function takeFailurePictures(window: () => Workbench | undefined): void {
  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    const name = this.currentTest
      .fullTitle()
      .replace(/[^a-z0-9]+/gi, "-")
      .slice(0, 100);
    const file = path.resolve("out/failures", `${name}.png`);
    await window()
      ?.screenshot(file)
      .catch(() => undefined); // The window may be what failed.
    console.log(`      picture: ${file}`);
  });
}
