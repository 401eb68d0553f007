import type { Report } from "../report/report.ts";

/** What the text reporter may know of the terminal; the other formats do not read it. */
export interface TerminalOptions {
  /** Whether to write ANSI colours. */
  color: boolean;
  /** Columns. */
  width: number;
}

/** Pure: the same report gives the same text. It never prints, and it never decides the exit code. */
export type Reporter = (report: Report, terminal: TerminalOptions) => string;
