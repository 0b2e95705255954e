// A bundle of its own (dist/exchangeFiles.js), loaded when conversations are exported or imported.
export { homeFolder, pickedFiles } from "./pickedFiles";
export { saveFile } from "./savedFile";
export { zipSources } from "./zipReading";
export { zipPieces } from "./zipWriting";
