import type { EditorTab } from "./editorTab";
import type { View } from "./view";

/** The views of a window: the one of the side bar, and any number of editor tabs. */
export class Views {
  private readonly open = new Map<View, EditorTab>();
  /** Whose pages say that they have the keyboard. */
  private readonly focused = new Set<View>();
  private last: View | undefined;

  constructor(
    readonly sidebar: View,
    /** Another view is the active one, or the keyboard came or went. */
    private readonly changed: () => void,
  ) {}

  /** The one that had the keyboard last and is still there; else the one of the side bar. */
  get active(): View {
    return this.last ?? this.sidebar;
  }

  get all(): readonly View[] {
    return [this.sidebar, ...this.open.keys()];
  }

  get tabs(): readonly (readonly [View, EditorTab])[] {
    return [...this.open];
  }

  get hasKeyboard(): boolean {
    return this.focused.size > 0;
  }

  tabOf(view: View): EditorTab | undefined {
    return this.open.get(view);
  }

  /** The views that show a conversation. */
  of(conversationId: string): readonly View[] {
    return this.all.filter(
      ({ controller }) => controller.shown?.conversation.id === conversationId,
    );
  }

  add(view: View, tab: EditorTab): void {
    this.open.set(view, tab);
  }

  remove(view: View): void {
    this.open.delete(view);
    this.focused.delete(view);
    if (this.last === view) this.last = undefined;
    this.changed();
  }

  activate(view: View): void {
    this.last = view;
    this.changed();
  }

  focusChanged(view: View, focused: boolean): void {
    if (!this.all.includes(view)) return;
    if (focused) this.focused.add(view);
    else this.focused.delete(view);
    if (focused) this.last = view;
    this.changed();
  }
}
