/**
 * Mutation testing of src/network or src/policy, one group of files after another, so that an interruption costs one
 * group at most: `npm run mutate:network`, `npm run mutate:policy`. A group whose report was made of the very files is
 * left out. Arguments name the groups to run whatever their reports say, for new tests: of those, mutants that a test has
 * killed already are not tried again. `--every N` takes a sample: what begins and ends in one of every N lines of a file.
 */
import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import configuration from "../stryker.config.json" with { type: "json" };

/** By area and subject; what is in none of them makes the group `rest`. */
const areas: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  network: {
    walk: ["trace", "walk", "legs", "path", "targets", "participant", "private-ends"],
    routes: ["longest-prefix", "route-lookup", "route-table", "routes-from-answers"],
    transit: [
      "transit-gateway",
      "transit-decision",
      "transit-lookup",
      "transit-gateway-view",
      "transit-gateway-from-answers",
      "attached-vpc",
    ],
    "core-network": ["core-network", "core-network-edge", "core-network-from-answers", "keyed-answers"],
    exits: ["nat-gateway", "appliances", "public-exits", "block-public-access"],
    names: ["central-s3", "s3-dns", "s3-names", "s3-records", "dns-attributes", "dns-index", "dns-from-answers"],
    zones: ["zones", "workloads", "endpoint-services", "security-groups"],
    index: ["region-network", "organization-index", "network-slice", "service-space", "prefix-lists"],
    cidr: ["cidr"],
    answers: ["from-answers", "unrecorded"],
  },
  policy: {
    parse: ["json", "document", "parse", "operators", "principal", "pattern", "glob"],
    evaluate: ["evaluate", "reading", "comparison", "address", "truth", "request"],
    keys: ["keys", "key-dimensions", "atom-truth", "substitution", "variables"],
    letters: ["letters"],
    machine: ["shape", "recognizers", "text-machine", "text-walk"],
    texts: ["text-classes", "spelled-texts", "text-test"],
    callers: ["callers", "memberships", "composed-texts", "owners"],
    resources: ["resources", "resource-classes", "s3-resources", "sample-arns"],
    actions: ["actions", "documented-actions", "services", "knowledge", "admitted"],
    search: ["search", "key-search", "questions", "space", "decide", "verdict", "compiled-policy"],
    words: ["why", "statements", "ineffective", "deployment-notes"],
    tighten: ["tighten", "rewrite", "exemptions", "assess"],
  },
};

interface Report {
  files: Record<string, { source: string; mutants: { status: string }[] }>;
}

const verdicts = ["Killed", "Timeout", "Survived", "NoCoverage", "Ignored"] as const;

const { values: options, positionals } = parseArgs({
  options: { every: { type: "string", default: "1" } },
  allowPositionals: true,
});
const [area = "", ...named] = positionals;
const every = Number(options.every);
const subjects = areas[area];
if (subjects === undefined) {
  console.error(`which area? ${Object.keys(areas).join(", ")}`);
  process.exit(2);
}
const folder = `src/${area}`;
// vitest.stryker.config.ts takes the tests from it.
process.env["MUTATED_AREA"] = area;
const groups = groupFiles(subjects);
const strange = named.find((name) => !(name in groups));
if (strange !== undefined) {
  console.error(`there is no group "${strange}": ${Object.keys(groups).join(", ")}`);
  process.exit(2);
}
for (const [name, files] of Object.entries(groups)) {
  const isCurrent = isMadeOf(readReport(name), files);
  if (named.length === 0 ? isCurrent : !named.includes(name)) continue;
  console.log(`${name}: ${files.join(" ")}`);
  process.env["MUTATED_GROUP"] = name;
  await new Stryker({
    configFile: "stryker.config.json",
    mutate: files.flatMap(linesOf),
    // The incremental file is a whole report, of this run and of what it did not have to repeat.
    incremental: true,
    incrementalFile: reportOf(name),
    force: !isCurrent,
    // The sum is what counts.
    thresholds: { high: 95, low: 90, break: null },
  }).runMutationTest();
}
sumUp();

function groupFiles(subjects: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  const all = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".generated.ts"));
  const taken = new Set(Object.values(subjects).flatMap((names) => names.map((name) => `${name}.ts`)));
  const gone = [...taken].find((name) => !all.includes(name));
  if (gone !== undefined) throw new Error(`${folder}/${gone} is no longer there: mend the groups in scripts/mutate.ts`);
  const rest = all.filter((name) => !taken.has(name));
  return {
    ...Object.fromEntries(
      Object.entries(subjects).map(([subject, names]) => [subject, names.map((name) => `${folder}/${name}.ts`)]),
    ),
    rest: rest.map((name) => `${folder}/${name}`),
  };
}

/** The whole file, or a range for each line of the sample. */
function linesOf(file: string): string[] {
  if (every === 1) return [file];
  const count = readFileSync(file, "utf8").split("\n").length;
  return Array.from({ length: Math.floor(count / every) }, (_, index) => {
    const line = (index + 1) * every;
    return `${file}:${line}-${line}`;
  });
}

function reportOf(group: string): string {
  return `coverage/mutation/${area}/${group}${every === 1 ? "" : `-every-${every}`}.json`;
}

function readReport(group: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(reportOf(group), "utf8")) as Report;
  } catch {
    return undefined;
  }
}

/** Files without anything to mutate, such as records.ts, are in no report. */
function isMadeOf(report: Report | undefined, files: readonly string[]): boolean {
  if (report === undefined) return false;
  const held = Object.entries(report.files);
  return held.every(([file, { source }]) => files.includes(file) && readFileSync(file, "utf8") === source);
}

/** The table of docs/CONTRIBUTING.md. */
function sumUp(): void {
  const rows: { file: string; counts: number[] }[] = [];
  const stale: string[] = [];
  for (const [name, files] of Object.entries(groups)) {
    const report = readReport(name);
    if (report === undefined || !isMadeOf(report, files)) stale.push(name);
    for (const [file, { mutants }] of Object.entries(report?.files ?? {})) {
      const counts = verdicts.map((verdict) => mutants.filter(({ status }) => status === verdict).length);
      rows.push({ file: file.slice(folder.length + 1), counts: [mutants.length, ...counts] });
    }
  }
  rows.sort((a, b) => (a.file < b.file ? -1 : 1));
  const total = rows.reduce<number[]>((sum, { counts }) => counts.map((count, index) => count + (sum[index] ?? 0)), []);
  console.log("| file | mutants | killed | timeout | survived | no coverage | ignored | score |");
  console.log("| --- | --: | --: | --: | --: | --: | --: | --: |");
  for (const { file, counts } of [...rows, { file: "total", counts: total }])
    console.log(`| ${[file, ...counts, scoreOf(counts).toFixed(1)].join(" | ")} |`);
  if (stale.length > 0) console.error(`no report, or one of other files: ${stale.join(", ")}`);
  if (stale.length > 0 || scoreOf(total) < configuration.thresholds.break) process.exitCode = 1;
}

/** As Stryker counts: a mutant that never ends is killed, one that runs only while modules load does not count. */
function scoreOf([, killed = 0, timeout = 0, survived = 0, uncovered = 0]: readonly number[]): number {
  const valid = killed + timeout + survived + uncovered;
  return valid === 0 ? 100 : (100 * (killed + timeout)) / valid;
}
