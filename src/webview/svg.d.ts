declare module "*.svg" {
  /** The `d` of each path; made by the build. */
  const paths: readonly string[];
  export default paths;
}
