import type { Report } from "../report/report.ts";
import { decideExit, isCovered, showFrom } from "../report/threshold.ts";
import { reporters, type Format } from "../reporters/index.ts";
import type { Severity } from "../rules/result.ts";
import { writeFileAtomically } from "../snapshot/atomic-write.ts";
import type { ReportTarget } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

export interface ReportingOptions {
  report?: ReportTarget<Format>[] | undefined;
  severity?: Severity | undefined;
  /** `low` where neither the command line nor the configuration says. */
  failOn?: Severity | "none" | undefined;
  allowPartial?: true | undefined;
  /** Percent. */
  minCoverage?: number | undefined;
}

/** Writes every report that was asked for, then sets the exit code; the formats do not change it. */
export async function publish(report: Report, options: ReportingOptions, terminal: Terminal): Promise<void> {
  const shown = options.severity === undefined ? report : showFrom(report, options.severity);
  for (const { format, path } of options.report ?? [{ format: "text", path: "-" } as const]) {
    if (format === "sarif" && !isCovered(report, options.minCoverage)) {
      // Code scanning would show the alerts of all that was not read as fixed (reporting 1.6).
      terminal.stderr(`${path}: not written, because coverage is below --min-coverage ${options.minCoverage ?? ""}\n`);
      continue;
    }
    const toTerminal = path === "-";
    const text = reporters[format](shown, { color: toTerminal && terminal.color, width: terminal.width });
    if (toTerminal) terminal.stdout(text);
    else await writeFileAtomically(path, text);
  }
  const { failOn = "low", minCoverage } = options;
  terminal.setExitCode(decideExit(report, { failOn, allowPartial: options.allowPartial === true, minCoverage }));
}
