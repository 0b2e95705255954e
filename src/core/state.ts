/**
 * What is remembered between windows beside the conversations: lists of models, pinned models,
 * addresses that the user agreed to. Losing it loses no work.
 */
export interface StateStore {
  /** What was kept under a name; nothing when there is nothing, or nothing readable. */
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown): Promise<void>;
}
