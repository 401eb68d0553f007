import { execFileSync } from "node:child_process";

// Generated files are committed; if generating changed one, the commit is stale.
const dirty = execFileSync("git", ["status", "--porcelain"], { encoding: "utf8" }).trim();
if (dirty !== "") {
  console.error(`the tree is not clean after \`npm run generate\`: commit these, or mend the generator\n${dirty}`);
  process.exit(1);
}
