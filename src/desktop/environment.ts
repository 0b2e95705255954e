/** A variable of the environment VS Code was started in; nothing when unset or empty. */
export function environmentVariable(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === "" ? undefined : value;
}
