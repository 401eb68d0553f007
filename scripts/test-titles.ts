import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface TestTitle {
  /** `zones.test.ts` */
  file: string;
  title: string;
}

/** What stands in the quotes after `test(`, `describe(` and their `.each(...)(`, in the test files of a folder. */
export function testTitles(folder: string): TestTitle[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts"))
    .toSorted()
    .flatMap((file) => {
      const source = readFileSync(join(folder, file), "utf8");
      const titles = source.matchAll(/(?:\b(?:test|describe)|\))\(\s*(["`])((?:(?!\1).)+)\1/g);
      return [...titles].map(([, , title = ""]) => ({ file, title }));
    });
}

/** The facts of aws-semantics, sections 1 to 4, whose numbers a title carries. */
export function factsIn(title: string): string[] {
  return title.match(/\b[1-4]\.\d+\b/g) ?? [];
}
