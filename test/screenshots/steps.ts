import { json, type LoopbackProvider } from "../support/provider";
import type { VSCode } from "../support/vscode";

const list = [
  { id: "gpt-4.1", context_length: 1_047_576, capabilities: ["vision", "tools"] },
  { id: "gpt-4o-mini" },
  { id: "o4-mini" },
  { id: "text-embedding-3-small" },
];

/** Takes a picture of each native step between “I have a key” and a model. */
export async function takeSteps(
  vscode: VSCode,
  file: string,
  provider: LoopbackProvider,
): Promise<void> {
  const take = async (step: string) => {
    await vscode.page.mouse.move(640, 700);
    await vscode.page.waitForTimeout(400); // Until the quick input stands still.
    await vscode.screenshot(`${file}-step-${step}.png`);
  };
  provider.models = json(200, { object: "list", data: list });
  await vscode.runCommand("Parley: Set API Key");
  await vscode.titled("Set API Key");
  await take("1-provider");
  await vscode.choose("OpenAI");
  await vscode.titled("API Key for OpenAI");
  await take("2-key");
  await vscode.page.keyboard.press("Escape");
  await vscode.runCommand("Parley: Select Provider and Model");
  await vscode.titled("Provider and Model");
  await take("3-picker");
  await vscode.choose("Lab");
  await vscode.titled("Model at Lab");
  await vscode.page.getByRole("button", { name: "Ask for the list again" }).click();
  await vscode.page.getByText("All models").waitFor();
  await take("4-models");
  await vscode.page.keyboard.press("Escape");
  await vscode.runCommand("Parley: Add Connection");
  await vscode.answer("Work", "Add Connection: Name");
  await vscode.titled("Work: URL");
  const portal =
    "https://my-work.openai.azure.com/openai/deployments/chat-1/chat/completions?api-version=2024-10-21";
  await vscode.page.locator(".quick-input-box input").fill(portal);
  await take("5-url");
  await vscode.page.keyboard.press("Escape");
  await vscode.runCommand("Parley: Get Started");
  await vscode.page.getByText("Get started with Parley").first().waitFor();
  await take("6-walkthrough");
}
