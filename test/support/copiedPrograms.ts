import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { transform } from "esbuild";

/** How a copied request is run here. */
export interface Program {
  /** Runs it with these variables and no others; what it printed. */
  run(text: string, variables: Readonly<Record<string, string>>): Promise<string>;
  /** Whether what runs it is on this computer. */
  there(): Promise<boolean>;
}

/** Below the repository, so that the openai package is found. */
const folder = path.join(process.cwd(), "out/copied");

export const programs = {
  curl: {
    run: (text, variables) => output("sh", [file("copied.sh", text)], variables),
    there: () => works("curl", ["--version"]),
  },
  typescript: {
    run: async (text, variables) => {
      const { code } = await transform(text, { loader: "ts", format: "esm", target: "node22" });
      return output(process.execPath, [file("copied.mjs", code)], variables);
    },
    there: async () => true,
  },
  python: {
    run: (text, variables) => output("python3", [file("copied.py", text)], variables),
    there: () => works("python3", ["-c", "import openai"]),
  },
} satisfies Readonly<Record<string, Program>>;

/** Whether Python can read a program; nothing where there is no Python. */
export async function compilesInPython(text: string): Promise<boolean | undefined> {
  if (!(await works("python3", ["--version"]))) return undefined;
  return works("python3", [
    "-c",
    "import ast,sys; ast.parse(open(sys.argv[1]).read())",
    file("copied.py", text),
  ]);
}

function file(name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const made = path.join(folder, name);
  writeFileSync(made, text);
  return made;
}

async function works(program: string, args: readonly string[]): Promise<boolean> {
  return output(program, args, {}).then(
    () => true,
    () => false,
  );
}

function output(
  program: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...variables };
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, timeout: 20_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program}: ${stderr.slice(-2000)}`));
      else resolve(stdout);
    });
  });
}
