/** The colours of VS Code's default themes that the renderer uses, by body class. */
const colours: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "vscode-dark": {
    foreground: "#cccccc",
    "sideBar-background": "#181818",
    "editor-background": "#1f1f1f",
    "editor-foreground": "#cccccc",
    "textLink-foreground": "#4daafc",
    "textPreformat-background": "#3c3c3c",
    "textPreformat-foreground": "#d0d0d0",
    focusBorder: "#0078d4",
  },
  "vscode-light": {
    foreground: "#3b3b3b",
    "sideBar-background": "#f8f8f8",
    "editor-background": "#ffffff",
    "editor-foreground": "#3b3b3b",
    "textLink-foreground": "#005fb8",
    "textPreformat-background": "#0000001f",
    "textPreformat-foreground": "#3b3b3b",
    focusBorder: "#005fb8",
  },
  "vscode-high-contrast": {
    foreground: "#ffffff",
    "sideBar-background": "#000000",
    "editor-background": "#000000",
    "editor-foreground": "#ffffff",
    "textLink-foreground": "#21a6ff",
    "textPreformat-background": "#ffffff",
    "textPreformat-foreground": "#000000",
    contrastBorder: "#6fc3df",
    focusBorder: "#f38518",
  },
  "vscode-high-contrast-light": {
    foreground: "#292929",
    "sideBar-background": "#ffffff",
    "editor-background": "#ffffff",
    "editor-foreground": "#292929",
    "textLink-foreground": "#0f4a85",
    "textPreformat-background": "#09345f",
    "textPreformat-foreground": "#ffffff",
    contrastBorder: "#0f4a85",
    focusBorder: "#006bbd",
  },
};

/** The same as CSS declarations. */
export const themes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(colours).map(([theme, values]) => [
    theme,
    Object.entries(values)
      .map(([name, value]) => `--vscode-${name}: ${value};`)
      .join(" "),
  ]),
);
