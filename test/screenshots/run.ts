import path from "node:path";
import { ChatView } from "../support/chatView";
import { answer, json, LoopbackProvider } from "../support/provider";
import { takeBeside } from "./beside";
import { resize, sideBar } from "./sideBar";
import { takeStates } from "./states";
import { takeSteps } from "./steps";
import { startVSCode, type VSCode } from "../support/vscode";

const themes = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  "high-contrast": "Default High Contrast",
  "high-contrast-light": "Default High Contrast Light",
} as const;
const folder = path.resolve("out/screenshots");
const question = "Explain the selected code.";

/** Takes the pictures of the chat view in four themes and two widths, and the README's. */
async function main(): Promise<void> {
  await takeBeside({ dark: themes.dark, light: themes.light });
  if (process.argv.includes("--beside")) return;
  const provider = await LoopbackProvider.start();
  provider.otherwise = answer([explanation]);
  for (const [name, theme] of Object.entries(themes)) await takeAll(name, theme, provider);
  await provider.stop();
  await takeStates(folder);
  console.log(`The pictures are in ${folder}; the README's is docs/parley.png.`);
}

async function takeAll(name: string, theme: string, provider: LoopbackProvider): Promise<void> {
  const vscode = await startVSCode({
    linkExtensions: [process.cwd()],
    folder: path.resolve("scripts/start/workspace"),
    viewport: { width: 1280, height: 800 },
    colorScheme: name.includes("light") ? "light" : "dark",
    settings: {
      "workbench.colorTheme": theme,
      "window.commandCenter": false,
      "editor.minimap.enabled": false,
      "parley.connections": [
        {
          id: "lab",
          provider: "openai-compatible",
          label: "Lab",
          baseURL: provider.baseURL,
          auth: "none",
        },
      ],
    },
  });
  try {
    const chat = await ChatView.open(vscode);
    await chat.button(/^Offline tour/).waitFor();
    await inBothWidths(vscode, `${name}-empty`);
    await chooseModel(vscode, chat);
    await inBothWidths(vscode, `${name}-ready`);
    await vscode.openFile("debounce.ts");
    await attach(vscode, chat, name);
    await explain(vscode, chat);
    await inBothWidths(vscode, `${name}-answer`);
    if (name === "dark") await takeForReadme(vscode, chat);
    await scrollToTop(vscode, chat);
    await inBothWidths(vscode, `${name}-question`);
    provider.next(json(401, { error: { message: "Incorrect API key provided." } }));
    await chat.ask("And what does this cost?");
    await inBothWidths(vscode, `${name}-error`);
    if (!name.includes("contrast")) await takeSteps(vscode, path.join(folder, name), provider);
  } catch (error) {
    await vscode.screenshot(path.join(folder, `${name}-failure.png`));
    throw error;
  } finally {
    await vscode.stop();
  }
}

async function chooseModel(vscode: VSCode, chat: ChatView): Promise<void> {
  await chat.button(/^Model:/).click();
  await vscode.choose("Lab");
  await vscode.page.locator(".quick-input-title", { hasText: "Model at" }).waitFor();
  await vscode.answer("gpt-4.1-mini");
  await chat.button("Model: gpt-4.1-mini").waitFor();
}

/** Two chips, folded and one opened; removed again. */
async function attach(vscode: VSCode, chat: ChatView, name: string): Promise<void> {
  const chips = chat.page.getByRole("list", { name: "Attached code" }).getByRole("listitem");
  await vscode.page
    .locator(".view-line")
    .first()
    .click({ position: { x: 10, y: 8 } });
  await vscode.runCommand("Parley: Add Selection to Chat");
  await chips.first().waitFor();
  await vscode.chooseForAll("Parley", "Add Selection to Chat");
  await chips.nth(1).waitFor();
  await chat.box.fill("Why does this wait?");
  await inBothWidths(vscode, `${name}-chips`);
  await chips.first().locator("summary").click();
  await inBothWidths(vscode, `${name}-chip-open`);
  for (let count = 0; count < 2; count++)
    await chat
      .button(/^Remove /)
      .first()
      .click();
  await chips.first().waitFor({ state: "detached" });
  await chat.box.fill("");
}

async function explain(vscode: VSCode, chat: ChatView): Promise<void> {
  await vscode.chooseForAll("Parley", "Explain Selection");
  await chat.messages.filter({ hasText: question }).first().waitFor();
  await chat.idle();
  await vscode.page.waitForTimeout(500); // The highlighter is a lazy chunk.
}

async function inBothWidths(vscode: VSCode, name: string): Promise<void> {
  for (const width of [300, 600]) {
    await resize(vscode, width);
    const bar = sideBar(vscode);
    await bar.screenshot({ path: path.join(folder, `${name}-${width}.png`) });
  }
}

async function takeForReadme(vscode: VSCode, chat: ChatView): Promise<void> {
  await resize(vscode, 440);
  await vscode.page.keyboard.press("Control+1"); // To the editor.
  await vscode.page.keyboard.press("Control+Home");
  await vscode.page.keyboard.press("Control+B");
  await resize(vscode, 440);
  await scrollToTop(vscode, chat);
  await vscode.page.waitForTimeout(1000);
  await vscode.screenshot(path.resolve("docs/parley.png"));
}

/** With the wheel, as a reader does: the view would follow the answer otherwise. */
async function scrollToTop(vscode: VSCode, chat: ChatView): Promise<void> {
  await chat.log.hover();
  await vscode.page.mouse.wheel(0, -10_000);
  await vscode.page.waitForTimeout(300);
}

const explanation = `A **debounce** delays a call until the caller has been quiet for a while. This version restarts the timer on every call, so \`save()\` runs once, after the last one.

## Step by step

1. The first call stores a timer id in \`timer\`.
2. Each later call clears that timer and starts a new one.
3. When nothing comes for \`wait\` milliseconds, the function runs with the *latest* arguments.

\`\`\`ts
const save = debounce((text: string) => store(text), 300);
save("a"); // waits
save("ab"); // waits again, the first call is gone
\`\`\`

| option | effect | default |
| --- | --- | --- |
| \`wait\` | quiet time in ms | 250 |
| \`leading\` | run on the first call too | off |

> Clear the timer when the view closes, or the function may run on something that is gone.
`;

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1); // The provider may still listen.
});
