import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { answersSchema } from "./answers-schema.ts";
import { buildReportClient } from "./build-report-client.ts";
import { factsPage } from "./facts-page.ts";
import { networkFactsPage } from "./network-facts-page.ts";
import { policyKnowledge } from "./policy-knowledge.ts";
import { permissionsPage } from "./permissions-page.ts";
import { rulesPage } from "./rules-page.ts";
import { sampleOrganization } from "./sample-organization.ts";

/** Everything that is derived from something else in this repository. `npm run check` demands that it is fresh. */
async function generate(): Promise<void> {
  await write("schemas/answers.schema.json", toJson(answersSchema()));
  await write("src/reporters/html/client.generated.ts", await buildReportClient());
  await write("src/policy/knowledge.generated.ts", await policyKnowledge());
  await write("docs/facts.md", factsPage());
  await write("docs/network-facts.md", networkFactsPage(await readFile("docs/network-model.md", "utf8")));
  await write("docs/permissions.md", permissionsPage());
  await write("docs/rules.md", await rulesPage("rules.yaml"));
  await writeSample("examples/organization");
}

async function writeSample(folder: string): Promise<void> {
  const { manifest, files } = sampleOrganization();
  await rm(folder, { recursive: true, force: true });
  await write(join(folder, "manifest.json"), toJson(manifest));
  for (const file of files) await write(join(folder, file.account, `${file.region}.json`), toJson(file));
}

function toJson(content: unknown): string {
  return `${JSON.stringify(content, undefined, 1)}\n`;
}

/** Leaves a file alone that is right already, so that its time stamp tells something. */
async function write(path: string, content: string): Promise<void> {
  const before = await readFile(path, "utf8").catch(() => undefined);
  if (before === content) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  console.log(`generated ${path}`);
}

await generate();
