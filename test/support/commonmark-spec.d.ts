/** The specification's own examples. The package brings no types. */
declare module "commonmark-spec" {
  export const tests: readonly { readonly markdown: string; readonly html: string }[];
}
