/** `npm run bench -- stream --quick`: one short round, to see that everything runs. */
export const quick = process.argv.includes("--quick");
