// The import table of docs/ARCHITECTURE.md, with the reason that is printed when it is broken.
// `scripts/check-layers.ts` runs it twice, and makes sure that it saw the modules at all: over the sources as they are,
// where type-only imports count too (`typesFrom`), and over the sources with the types stripped, where they are gone.

const withTypes = process.env.LAYERS_WITH_TYPES === "1";
const core = "^src/(errors|unknown|json-document)\\.ts$";

/** Modules under `from` may import from nothing but `allowed`; types may also come from `typesFrom`. */
function only(name, { from, allowed, typesFrom = [], because }) {
  const open = [core, ...allowed, ...(withTypes ? typesFrom : [])].join("|");
  return [{ name, comment: because, severity: "error", from: { path: from }, to: { pathNot: open } }];
}

module.exports = {
  forbidden: [
    ...only("network-is-pure", {
      from: "^src/network/",
      allowed: ["^src/network/", "^src/snapshot/format\\.ts$"],
      typesFrom: ["^src/snapshot/(apis|format)\\.ts$"],
      because: "The network model decides from its input alone: no SDK, no file, no clock, no rule.",
    }),
    ...only("policy-is-pure", {
      from: "^src/policy/",
      allowed: ["^src/policy/"],
      because:
        "The policy decision is a function of the document and its context; it can be lifted out of this project.",
    }),
    ...only("facts-read-models", {
      from: "^src/facts/",
      allowed: ["^src/facts/", "^src/network/", "^src/policy/", "^src/snapshot/format\\.ts$"],
      typesFrom: ["^src/snapshot/(apis|format)\\.ts$"],
      because: "Facts translate the models into the vocabulary; they know neither rules nor I/O.",
    }),
    ...only("rules-read-facts", {
      from: "^src/rules/(?!load)",
      allowed: ["^src/rules/", "^schemas/", "node_modules/(ajv|yaml|@marcbachmann/cel-js)/"],
      typesFrom: ["^src/facts/vocabulary\\.ts$", "^src/snapshot/(apis|format)\\.ts$"],
      because:
        "Rules see the vocabulary, not the models behind it, and evaluate without I/O; only load.ts reads files.",
    }),
    ...only("report-reads-results", {
      from: "^src/report/",
      allowed: [
        "^src/report/",
        "^schemas/",
        "^(node:)?crypto$",
        "node_modules/(ajv|yaml)/",
        "^src/snapshot/format\\.ts$",
        "^src/rules/result\\.ts$",
      ],
      typesFrom: ["^src/facts/vocabulary\\.ts$"],
      because: "A report is made of results and the manifest; it calls no stage.",
    }),
    ...only("reporters-read-the-report", {
      from: "^src/reporters/",
      allowed: ["^src/reporters/", "^src/report/", "^(node:)?(util|zlib|crypto)$", "node_modules/preact/"],
      typesFrom: [
        "^src/rules/result\\.ts$",
        "^src/facts/vocabulary\\.ts$",
        "node_modules/@types/sarif/",
        "^src/snapshot/format\\.ts$",
      ],
      because: "A reporter is a pure function of the Report: it can be rendered again from the saved JSON.",
    }),
    ...only("collectors-know-aws-only", {
      from: "^src/(aws|collectors)/",
      allowed: [
        "^src/(aws|collectors)/",
        "^src/snapshot/(apis|format|network-manager)\\.ts$",
        "node_modules/(@aws-sdk|@smithy|p-limit)/",
        "^(node:)?(https?|fs|fs/promises|crypto|events|timers/promises)$",
      ],
      because: "Collecting must not depend on what will be asked of the snapshot later.",
    }),
    ...only("simulator-knows-the-wire", {
      from: "^src/simulator/",
      allowed: [
        "^src/simulator/",
        "^src/snapshot/",
        "node_modules/(@aws-sdk|@smithy)/",
        "^(node:)?(http|crypto|net|timers/promises)$",
      ],
      because: "The simulator must be wrong independently of the code that it tests.",
    }),
    ...only("snapshot-knows-only-itself", {
      from: "^src/snapshot/",
      allowed: ["^src/snapshot/", "^schemas/", "node_modules/(ajv|yaml)/", "^(node:)?(fs|fs/promises|path|crypto)$"],
      typesFrom: ["node_modules/@aws-sdk/"],
      because: "Everything meets in the snapshot's format, so it may depend on no stage.",
    }),
    ...only("iam-is-pure", {
      from: "^src/iam/",
      allowed: ["^src/iam/", "node_modules/yaml/"],
      because:
        "Policies are a function of the actions that the collectors name: what is granted can be read in one place.",
    }),
    {
      name: "compositions-render-nothing",
      comment: "scan and explain join stages and return data; reporters and the terminal belong to the commands.",
      severity: "error",
      from: { path: "^src/(scan|explain|index-organization|permissions|doctor|policy-decision)\\.ts$|^src/explain/" },
      to: { path: "^src/(reporters|commands|cli)" },
    },
    {
      name: "commands-use-compositions",
      comment: "A command reads arguments, calls a composition and prints; models and the AWS SDK stay behind it.",
      severity: "error",
      from: { path: "^src/(cli\\.ts|commands/)" },
      to: { path: "^src/(network|policy|collectors|aws)/|node_modules/@aws-sdk/" },
    },
    {
      name: "nobody-imports-the-cli",
      comment: "The process, its streams and the clock have one owner.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(cli\\.ts|commands/)" },
      to: { path: "^src/(cli\\.ts|commands/)" },
    },
    {
      name: "reporters-stay-apart",
      comment: "One reporter must never need another: a format can be removed by deleting its file and its line.",
      severity: "error",
      from: { path: "^src/reporters/(text|json|sarif|html)(\\.ts|/)" },
      to: { path: "^src/reporters/(text|json|sarif|html)(\\.ts|/)", pathNot: "^src/reporters/$1(\\.ts|/)" },
    },
    { name: "no-cycles", comment: "Data flows one way.", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-tests-in-source",
      comment: "Shipped code must not need the tests.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^test/" },
    },
    {
      name: "declared-packages-only",
      comment: "What ships must be in dependencies, not found by luck.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/reporters/html/client/" },
      to: {
        pathNot: "node_modules/@types/",
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "unknown", "undetermined"],
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "src/reporters/html/client/" },
    tsPreCompilationDeps: true,
    parser: "swc",
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
