import * as vscode from "vscode";
import { originOf, readAddress } from "../core/address";
import type { StateStore } from "../core/state";
import { askModal } from "./askModal";

/** The warning for a plain http address beyond this computer. */
export function unencryptedWarning(): string {
  return vscode.l10n.t(
    "This address is not encrypted: others on the way can read the key and the chat.",
  );
}

/** Plain http beyond this computer: used only where the user agreed, asked once for each origin. */
export class UnencryptedAddresses {
  private loading: Promise<readonly string[]> | undefined;
  private readonly asking = new Map<string, Promise<boolean>>();

  constructor(private readonly state: StateStore) {}

  /** Whether something may be sent to an address. */
  async allows(baseURL: string): Promise<boolean> {
    const reading = readAddress(baseURL);
    if (!reading.ok || !reading.insecure) return reading.ok;
    const origin = originOf(reading.baseURL);
    if ((await this.agreed()).includes(origin)) return true;
    const asked = this.asking.get(origin) ?? this.ask(origin);
    this.asking.set(origin, asked);
    return asked.finally(() => this.asking.delete(origin));
  }

  private agreed(): Promise<readonly string[]> {
    this.loading ??= this.state
      .read("unencrypted")
      .then(value => (Array.isArray(value) ? value.filter(item => typeof item === "string") : []));
    return this.loading;
  }

  private async ask(origin: string): Promise<boolean> {
    const yes = vscode.l10n.t("Send Unencrypted");
    const message = vscode.l10n.t("Send keys and messages unencrypted to {0}?", origin);
    const detail = vscode.l10n.t(
      "Others on the way can read and change them. Parley asks this once for each address; https is never asked about.",
    );
    if ((await askModal(message, yes, detail)) !== yes) return false;
    const agreed = [...(await this.agreed()), origin];
    this.loading = Promise.resolve(agreed);
    await this.state.write("unencrypted", agreed).catch(() => undefined); // Asked again in the next window.
    return true;
  }
}
