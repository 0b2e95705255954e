// A chunk of its own: the build takes it from the package that markdown-it brings.
export { decodeHTMLStrict } from "entities";
