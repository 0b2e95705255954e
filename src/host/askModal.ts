import * as vscode from "vscode";
import { wordsOf } from "../core/errors";
import { log } from "./log";

/** The answer to a modal question; where no dialog can be shown, the answer is no. */
export async function askModal(
  message: string,
  yes: string,
  detail?: string,
): Promise<string | undefined> {
  try {
    const options = { modal: true, ...(detail !== undefined && { detail }) };
    return await vscode.window.showWarningMessage(message, options, yes);
  } catch (error) {
    log().warn(`A question could not be asked: ${wordsOf(error)}`);
    return undefined;
  }
}
