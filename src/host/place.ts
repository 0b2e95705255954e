/** Where VS Code shows a page: the view of the side bar, or an editor tab. */
export interface Place {
  /** Whether it is on the screen. */
  readonly visible: boolean;
  post(messages: readonly unknown[]): void;
  /** Brings it to the front, with the keyboard. */
  reveal(): Promise<void>;
}
