/** The process as the commands see it: its streams, environment, folder and clock, in one place. */
export interface Terminal {
  stdout: (text: string) => void;
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
  };
}

function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return false;
  if (env["FORCE_COLOR"] !== undefined) return env["FORCE_COLOR"] !== "0" && env["FORCE_COLOR"] !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}
