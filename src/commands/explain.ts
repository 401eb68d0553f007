import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { explain as explainResource, parseQuestion, type Explanation, type Question } from "../explain.ts";
import { explanationAsSvg } from "../reporters/explanation/svg.ts";
import { explanationAsText } from "../reporters/explanation/text.ts";
import { toSafeJson } from "../reporters/plain-text.ts";
import { openSnapshot, type Snapshot } from "../snapshot/read.ts";
import { loadConfiguration } from "./configuration.ts";
import { collectInto, type CollectingOptions } from "./collecting.ts";
import type { Terminal } from "./terminal.ts";

/** THE TABLE: how an explanation can be written. */
const renderings = {
  text: explanationAsText,
  json: (explanation) => `${toSafeJson(explanation, 2)}\n`,
  svg: explanationAsSvg,
} as const satisfies Record<string, (explanation: Explanation, terminal: Terminal) => string>;

interface ExplainOptions extends CollectingOptions {
  to?: string | undefined;
  family?: Question["family"];
  format: keyof typeof renderings;
  snapshot?: string | undefined;
  config?: string | undefined;
}

/** Explains one resource of a saved snapshot, or of one that is collected for it. */
export async function explain(id: string, options: ExplainOptions, terminal: Terminal): Promise<void> {
  const question = parseQuestion(options.to, options.family);
  const { trust } = await loadConfiguration(options.config, terminal);
  await withSnapshot(options, terminal, async (snapshot) => {
    const explanation = await explainResource({ snapshot, id, question, trust });
    if (options.format === "svg" && explanation.paths.length === 0) {
      throw new UserError("nothing-to-draw", `${id} is a ${explanation.resource.type}, which has no path to draw`, {
        hint: "name a subnet, or leave --format svg out",
      });
    }
    terminal.stdout(renderings[options.format](explanation, terminal));
  });
}

async function withSnapshot(
  options: ExplainOptions,
  terminal: Terminal,
  use: (snapshot: Snapshot) => Promise<void>,
): Promise<void> {
  if (options.snapshot !== undefined) return use(await openSnapshot(resolve(terminal.cwd, options.snapshot)));
  const working = await mkdtemp(join(tmpdir(), "vpclint-"));
  try {
    await use(await collectInto(working, options, terminal));
  } finally {
    await rm(working, { recursive: true, force: true });
  }
}
