import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describeSystemError, UserError } from "../errors.ts";
import { parseReport } from "../report/parse.ts";
import { publish, type ReportingOptions } from "./output.ts";
import type { Terminal } from "./terminal.ts";

/** Renders a saved JSON report again. */
export async function report(file: string, options: ReportingOptions, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, file);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UserError("cannot-read", `cannot read ${file}: ${describeSystemError(cause)}`, {
      cause,
      hint: "name a report that `vpclint scan --report json=PATH` wrote",
    });
  });
  await publish(parseReport(text, file), options, terminal);
}
