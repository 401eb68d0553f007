import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Runs the tests against moto: makes a Python virtual environment with the pinned emulator where there is none, builds
 * the CLI where its bundle is stale, then hands over to vitest. Arguments go to vitest: `npm run test:moto -- bugs`.
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const environment = join(root, ".venv-moto");
const requirements = "test/moto/requirements.txt";
/** What the environment was made from; written last, so that an interrupted installation is not taken for a whole one. */
const stamp = join(environment, "requirements.stamp");
const oldestPython = [3, 11] as const;

function prepareEnvironment(): void {
  const wanted = `${pythonVersion()}\n${readFileSync(join(root, requirements), "utf8")}`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("moto: installing the emulator into .venv-moto (once per change of its requirements)");
  rmSync(environment, { recursive: true, force: true });
  if (!succeeds("python3", ["-m", "venv", environment])) {
    fail(
      "python3 cannot make a virtual environment.",
      "Install its venv module: on Debian and Ubuntu the package python3-venv.",
    );
  }
  const pip = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    "--requirement",
    requirements,
  ];
  if (!succeeds(join(environment, "bin", "python"), pip)) {
    fail(
      `pip could not install ${requirements}.`,
      "Check that this machine reaches its Python package registry (pip config list; proxy and certificate settings). " +
        `To see pip's own words: .venv-moto/bin/pip install --requirement ${requirements}`,
    );
  }
  writeFileSync(stamp, wanted);
}

/** Such as `3.11`. Ends the run where there is no Python that the pinned packages accept. */
function pythonVersion(): string {
  const print = "import sys; print('.'.join(map(str, sys.version_info[:2])))";
  const run = spawnSync("python3", ["-c", print], { encoding: "utf8" });
  const needs = `Install Python ${oldestPython.join(".")} or later as python3.`;
  if (run.status !== 0) fail("python3 was not found: moto is written in Python.", needs);
  const version = run.stdout.trim();
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major !== oldestPython[0] || minor < oldestPython[1])
    fail(`python3 is Python ${version}, which is too old.`, needs);
  return version;
}

/** Output is swallowed: pip prints the addresses of package registries, which have no place in a CI log. */
function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { cwd: root, stdio: "ignore" }).status === 0;
}

function buildIfStale(): void {
  const bundle = join(root, "dist", "cli.js");
  const built = existsSync(bundle) ? statSync(bundle).mtimeMs : 0;
  const sources = [
    ...filesBelow("src"),
    ...filesBelow("schemas"),
    "package.json",
    "package-lock.json",
    "rolldown.config.ts",
  ];
  if (sources.every((file) => statSync(join(root, file)).mtimeMs < built)) return;
  const build = spawnSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: "inherit" });
  if (build.status !== 0)
    fail("the CLI could not be built.", "Mend what the lines above name; `npm run build` repeats them.");
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

function fail(what: string, todo: string): never {
  console.error(`moto: ${what}\n  = help: ${todo}`);
  process.exit(1);
}

prepareEnvironment();
buildIfStale();
const tests = spawnSync("npx", ["vitest", "run", "--config", "vitest.moto.config.ts", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = tests.status ?? 1;
