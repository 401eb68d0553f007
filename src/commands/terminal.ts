import { once } from "node:events";

import { InterruptedError } from "../errors.ts";
import { exitCodes } from "./exit-codes.ts";

/** While it lasts, Ctrl-C (and a job's end) only asks for an end. */
export interface Interruption {
  /** Aborted with an InterruptedError. */
  signal: AbortSignal;
  release: () => void;
}

/** The process as the commands see it: its streams, environment, folder and clock, in one place. */
export interface Terminal {
  stdout: (text: string) => void;
  /** Resolves once a reader of stdout has kept up with what was written. */
  drained: () => Promise<void>;
  stderr: (text: string) => void;
  /** Whether stderr is a terminal on which a line can be repainted. */
  isInteractive: boolean;
  /** Whether stdout takes colour (NO_COLOR, FORCE_COLOR, TERM=dumb and a pipe are honoured). */
  color: boolean;
  /** Width of stdout in columns. */
  width: number;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** ISO 8601. */
  now: () => string;
  setExitCode: (code: number) => void;
  /** The second Ctrl-C ends the process at once. */
  takeInterrupts: () => Interruption;
}

export function processTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  // A reader that goes away (`| head`) is no error of ours.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
  return {
    stdout: (text) => void stdout.write(text),
    drained: async () => {
      if (stdout.writableNeedDrain) await once(stdout, "drain");
    },
    stderr: (text) => void stderr.write(text),
    isInteractive: stderr.isTTY && env["TERM"] !== "dumb" && env["CI"] === undefined,
    color: wantsColor(env, stdout.isTTY),
    width: stdout.columns ?? 120,
    cwd: process.cwd(),
    env,
    now: () => new Date().toISOString(),
    setExitCode: (code) => {
      process.exitCode = code;
    },
    takeInterrupts,
  };
}

const endingSignals = ["SIGINT", "SIGTERM"] as const;

function takeInterrupts(): Interruption {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(new InterruptedError("interrupted"));
  };
  for (const name of endingSignals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of endingSignals) process.off(name, onSignal);
    },
  };
}

function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return false;
  if (env["FORCE_COLOR"] !== undefined) return env["FORCE_COLOR"] !== "0" && env["FORCE_COLOR"] !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}
