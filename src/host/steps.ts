import * as vscode from "vscode";

/** The user went one step back. */
export const back = Symbol("back");

/** What a step was answered with; nothing when the user left. */
export type StepAnswer<T> = T | typeof back | undefined;

export interface Step<State> {
  /** Left out when this says no. */
  readonly when?: (state: State) => boolean;
  /** Asks; what was answered before is in the state, also after going back. */
  ask(state: State, backButton: boolean): Promise<StepAnswer<State>>;
}

/** Runs steps in order, with a way back at each but the first. The last state, or nothing when the user left. */
export async function runSteps<State>(
  steps: readonly Step<State>[],
  initial: State,
): Promise<State | undefined> {
  const trail: number[] = [];
  let state = initial;
  for (let index = 0; index < steps.length; ) {
    const step = steps[index];
    if (!step || step.when?.(state) === false) {
      index += 1;
      continue;
    }
    const answer = await step.ask(state, trail.length > 0);
    if (answer === undefined) return undefined;
    if (answer === back) {
      index = trail.pop() ?? index;
      continue;
    }
    trail.push(index);
    state = answer;
    index += 1;
  }
  return state;
}

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly backButton?: boolean;
  /** What is wrong, or how the text is understood. Only an error keeps Enter from being taken. */
  check(text: string): vscode.InputBoxValidationMessage | undefined;
}

/** Asks for a text in an input box. */
export function askText(question: TextQuestion): Promise<StepAnswer<string>> {
  const box = vscode.window.createInputBox();
  const { title, prompt, placeholder, value, backButton } = question;
  Object.assign(box, { title, prompt, placeholder, value: value ?? "", ignoreFocusOut: true });
  if (backButton) box.buttons = [vscode.QuickInputButtons.Back];
  const show = () => (box.validationMessage = box.value === "" ? "" : question.check(box.value));
  show();
  return shown<string>(box, resolve => {
    box.onDidChangeValue(show);
    box.onDidAccept(() => {
      const problem = question.check(box.value);
      box.validationMessage = problem;
      if (problem?.severity !== vscode.InputBoxValidationSeverity.Error) resolve(box.value);
    });
    box.onDidTriggerButton(() => resolve(back));
  });
}

export type Choice<T> = vscode.QuickPickItem & { readonly value?: T };

export interface ChoiceQuestion<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly Choice<T>[];
  readonly backButton?: boolean;
  /** What holds now: the row where Enter changes nothing. */
  readonly present?: T;
}

/** Rows under a heading; nothing when there is none. */
export function section<Item extends vscode.QuickPickItem>(
  label: string,
  items: readonly Item[],
): readonly Item[] {
  const separator = { label, kind: vscode.QuickPickItemKind.Separator };
  return items.length === 0 ? [] : [separator as Item, ...items];
}

/** Asks to choose one of some. */
export function askChoice<T>(question: ChoiceQuestion<T>): Promise<StepAnswer<T>> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  const { title, placeholder, items, backButton } = question;
  Object.assign(pick, { title, placeholder, items, ignoreFocusOut: true, matchOnDetail: true });
  if (backButton) pick.buttons = [vscode.QuickInputButtons.Back];
  const present = items.find(({ value }) => value !== undefined && value === question.present);
  if (present) pick.activeItems = [present];
  return shown<T>(pick, resolve => {
    pick.onDidAccept(() => {
      const value = pick.selectedItems[0]?.value;
      if (value !== undefined) resolve(value);
    });
    pick.onDidTriggerButton(button => {
      if (button === vscode.QuickInputButtons.Back) resolve(back);
    });
  });
}

/** Shows a quick input until it is answered or hidden, and disposes of it. */
export async function shown<T>(
  input: vscode.QuickInput,
  listen: (resolve: (answer: StepAnswer<T>) => void) => void,
): Promise<StepAnswer<T>> {
  try {
    return await new Promise<StepAnswer<T>>(resolve => {
      listen(resolve);
      input.onDidHide(() => resolve(undefined));
      input.show();
    });
  } finally {
    input.dispose();
  }
}

/** An error in an input box: Enter is not taken. */
export function wrong(message: string): vscode.InputBoxValidationMessage {
  return { message, severity: vscode.InputBoxValidationSeverity.Error };
}
