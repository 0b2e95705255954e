/** What an import takes at most, and an export therefore writes, or says of what it wrote. */
export const limits = {
  /** Bytes of one conversation. */
  conversation: 256 << 20,
  /** Files of a folder or an archive. */
  files: 50_000,
} as const;
