import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = new URL("../../../", import.meta.url);
const python = fileURLToPath(new URL(".venv-moto/bin/python", root));
const serve = fileURLToPath(new URL("serve.py", import.meta.url));

export interface MotoServer {
  /** Such as `http://127.0.0.1:40123`. */
  url: string;
  /** What the server printed so far: tracebacks of its own failures stand here. */
  log(): string;
  stop(): Promise<void>;
}

interface MotoOptions {
  /** A Python module that moto is not to find, as after an incomplete installation. */
  withoutModule?: string;
}

/** Starts moto on a free loopback port. Every account and Region of it starts with a default VPC and no IAM checks. */
export async function startMoto({ withoutModule }: MotoOptions = {}): Promise<MotoServer> {
  const child = spawn(python, withoutModule === undefined ? [serve] : [serve, withoutModule], {
    // An environment of its own: credentials or endpoints of the machine must not reach the server.
    env: { MOTO_EC2_LOAD_DEFAULT_AMIS: "false", PYTHONUNBUFFERED: "1" },
    stdio: "pipe",
  });
  let log = "";
  const keep = (chunk: Buffer) => void (log += chunk.toString("utf8"));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const url = await readAddress(child, () => log);
  return { url, log: () => log, stop: () => stop(child) };
}

/** Waits for the line in which the server says where it listens; it answers from then on. */
function readAddress(child: ChildProcessWithoutNullStreams, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`moto did not start: ${why}\n${log()}`));
    const timer = setTimeout(() => {
      child.kill();
      fail("no address within 60 seconds");
    }, 60_000);
    const look = () => {
      const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(log())?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("error", (error) => {
      clearTimeout(timer);
      fail(`${error.message} (run the suite with \`npm run test:moto\`, which makes .venv-moto)`);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`it ended with code ${code}`);
    });
  });
}

async function stop(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin.end();
  await ended;
}
