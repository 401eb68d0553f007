import { CommanderError } from "commander";
import { formatUserError, InterruptedError, UserError } from "../errors.ts";

/** The exit codes of every command. Counts never are exit codes, and the format never changes the code. */
export const exitCodes = {
  /** Nothing at or above the threshold, and everything was seen. */
  clean: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** Wrong usage, configuration or rules: nothing was scanned. */
  usage: 2,
  /** No blocking finding, but something could not be seen (unless `--allow-partial`). */
  incomplete: 3,
  /** A bug of ours (sysexits' EX_SOFTWARE). */
  bug: 70,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** Says on stderr what went wrong, and returns the exit code that it means. */
export function exitCodeOf(error: unknown, terminal: { stderr: (text: string) => void }): number {
  if (error instanceof CommanderError) {
    // commander has printed its own message by now; --help and --version come here too, with code 0.
    return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
  }
  if (error instanceof UserError) {
    terminal.stderr(`${formatUserError(error)}\n`);
    return error instanceof InterruptedError ? exitCodes.interrupted : exitCodes.usage;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.stderr(
    `vpclint: this is a bug in vpclint, not in your network. Please report it with these lines:\n${text}\n`,
  );
  return exitCodes.bug;
}
