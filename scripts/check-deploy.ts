import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cloudFormationFor, terraformFor } from "../src/permissions.ts";

/**
 * Holds deploy/ and the templates of `vpclint permissions` against the field's own checkers: cfn-lint, the JSON Schemas
 * of Kubernetes, and a reader of HCL. They are written in Python, so this is a step of its own in .ci/run and not part of
 * `npm run check`; the state machine's own validator is JavaScript, and runs with `npm test` (test/unit/deploy).
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const environment = join(root, ".venv-deploy");
const requirements = join(root, "test", "deploy", "requirements.txt");
/** What the environment was made from; written last, so that an interrupted installation is not taken for a whole one. */
const stamp = join(environment, "requirements.stamp");
const scratch = mkdtempSync(join(tmpdir(), "vpclint-deploy-"));

function prepareEnvironment(): void {
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(environment, { recursive: true, force: true });
  mustRun("python3", ["-m", "venv", environment]);
  const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"];
  mustRun(join(environment, "bin", "python"), [...pip, requirements]);
  writeFileSync(stamp, wanted);
}

/** Output of pip is swallowed: it prints the addresses of package registries, which have no place in a CI log. */
function mustRun(command: string, args: readonly string[]): void {
  if (spawnSync(command, args, { cwd: root, stdio: "ignore" }).status === 0) return;
  console.error(`check-deploy: ${command} ${args.join(" ")} failed\n  = help: it needs Python 3.10 or later with venv`);
  process.exit(1);
}

function passes(tool: string, args: readonly string[]): boolean {
  const run = spawnSync(join(environment, "bin", tool), args, { cwd: root, encoding: "utf8" });
  console.log(`${run.status === 0 ? "passed" : "FAILED"}  ${tool} ${args.join(" ").replaceAll(`${scratch}/`, "")}`);
  if (run.status !== 0) console.log(`${run.stdout}${run.stderr}`);
  return run.status === 0;
}

function checkAll(): boolean {
  const settings = {
    partition: "aws",
    roleName: "team/VpclintReadOnly",
    externalId: "1e3",
    organizationId: "o-exampleorgid",
  };
  const results = [
    passes("cfn-lint", ["deploy/step-functions/template.yaml"]),
    passes("kubernetes-validate", ["--strict", "deploy/kubernetes/shards.yaml", "deploy/kubernetes/merge.yaml"]),
  ];
  for (const role of ["member", "scanner"] as const) {
    const [template, module] = [join(scratch, `${role}.yaml`), join(scratch, `${role}.tf`)];
    writeFileSync(template, cloudFormationFor(role, settings));
    writeFileSync(module, terraformFor(role, settings));
    results.push(passes("cfn-lint", [template]), passes("hcl2tojson", [module]));
  }
  return results.every(Boolean);
}

try {
  prepareEnvironment();
  if (!checkAll()) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true });
}
