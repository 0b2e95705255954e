import { languageId } from "../languageIds";

/** Languages that the end of a file's name, or its alias, may tell. */
const known = (
  "c cpp css go html java json lua php r scss sql swift xml yaml diff less vue dart shellscript csharp " +
  "javascript clojure dockerfile fsharp javascriptreact kotlin makefile markdown typescript " +
  "objective-c perl powershell python ruby rust tex typescriptreact"
).split(" ");

/** VS Code's id of the language that a file's name tells; empty where it tells none. */
export function languageOf(path: string): string {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const id = languageId(ending, known);
  return id === "plaintext" ? "" : id;
}
