import type { Report } from "../report/report.ts";
import { decideExit, showFrom } from "../report/threshold.ts";
import { reporters, type Format } from "../reporters/index.ts";
import type { Severity } from "../rules/result.ts";
import { writeFileAtomically } from "../snapshot/atomic-write.ts";
import type { ReportTarget } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

export interface ReportingOptions {
  report?: ReportTarget<Format>[] | undefined;
  severity?: Severity | undefined;
  failOn: Severity | "none";
  allowPartial?: true | undefined;
}

/** Writes every report that was asked for, then sets the exit code; the formats do not change it. */
export async function publish(report: Report, options: ReportingOptions, terminal: Terminal): Promise<void> {
  const shown = options.severity === undefined ? report : showFrom(report, options.severity);
  for (const { format, path } of options.report ?? [{ format: "text", path: "-" } as const]) {
    const toTerminal = path === "-";
    const text = reporters[format](shown, { color: toTerminal && terminal.color, width: terminal.width });
    if (toTerminal) terminal.stdout(text);
    else await writeFileAtomically(path, text);
  }
  terminal.setExitCode(decideExit(report, { failOn: options.failOn, allowPartial: options.allowPartial === true }));
}
