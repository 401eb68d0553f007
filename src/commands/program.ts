import { Command, Option, type OptionValues } from "@commander-js/extra-typings";
import { formats as reportFormats, type Format as ReportFormat } from "../reporters/index.ts";
import { severities } from "../rules/result.ts";
import * as parse from "./arguments.ts";
import { tool } from "./package-root.ts";
import { shardChoice } from "./shard.ts";
import type { Terminal } from "./terminal.ts";

/**
 * The command line. Each action imports its command when it runs, so that `--help` loads no stage and only the
 * commands that collect load the AWS SDK.
 */
export function buildProgram(terminal: Terminal): Command {
  const program = new Command(tool.name)
    .description("Follow the packet: find where AWS networks pay NAT, lack zones, or let too much out.")
    .version(`${tool.name} ${tool.version}`, "-V, --version")
    .showHelpAfterError("(see --help)")
    .configureOutput({ writeOut: terminal.stdout, writeErr: terminal.stderr })
    .exitOverride()
    .addHelpText("after", exitCodeHelp);
  addScan(program, terminal);
  addCollect(program, terminal);
  addCheck(program, terminal);
  addReport(program, terminal);
  addExplain(program, terminal);
  addMerge(program, terminal);
  addPermissions(program, terminal);
  addDoctor(program, terminal);
  addRules(program, terminal);
  addSimulate(program, terminal);
  addDemo(program, terminal);
  addPolicy(program, terminal);
  return program;
}

const exitCodeHelp = `
Exit codes:
  0    nothing at or above --fail-on, and everything was seen
  1    findings at or above --fail-on
  2    wrong usage, configuration or rules: nothing was scanned
  3    no blocking finding, but coverage is incomplete (see --allow-partial)
  70   a bug in vpclint
  130  interrupted`;

const resumeOption = () =>
  new Option("--resume", "go on with the folder of --snapshot: ask only for what is missing there");

const configOption = () =>
  new Option("--config <file>", "whom endpoint policies may admit beside the organization, and defaults (YAML)");

const snapshotOption = (description: string) => new Option("--snapshot <dir>", description);

function addScan(program: Command, terminal: Terminal): void {
  withJudging(withCollecting(program.command("scan")))
    .description("Collect the networks of an organization (or of one account), judge them, report.")
    .addOption(snapshotOption("keep what was collected in this new folder"))
    .addOption(resumeOption())
    .action(async (options) => (await import("./scan.ts")).scan(options, terminal));
}

function addCollect(program: Command, terminal: Terminal): void {
  withCollecting(program.command("collect"))
    .description("The first half of scan: collect, and save a snapshot.")
    .addOption(snapshotOption("the new folder for the snapshot").makeOptionMandatory())
    .addOption(resumeOption())
    .action(async (options) => (await import("./collect.ts")).collect(options, terminal));
}

function addCheck(program: Command, terminal: Terminal): void {
  withJudging(program.command("check"))
    .description("The second half of scan: judge a saved snapshot. Needs no credentials.")
    .addOption(snapshotOption("the folder of the snapshot").makeOptionMandatory())
    .action(async (options) => (await import("./check.ts")).check(options, terminal));
}

function addReport(program: Command, terminal: Terminal): void {
  withReporting(program.command("report"))
    .description("Render a saved JSON report in other formats, without scanning again.")
    .argument("<file>", "a report that `--report json=FILE` wrote")
    .action(async (file, options) => (await import("./report.ts")).report(file, options, terminal));
}

function addMerge(program: Command, terminal: Terminal): void {
  program
    .command("merge")
    .description("Join snapshots, such as the shards of one organization, into one.")
    .argument("<snapshot...>", "the folders of the snapshots")
    .addOption(new Option("--out <dir>", "the new folder for the joined snapshot").makeOptionMandatory())
    .addOption(
      new Option("--allow-partial", "join the shards that there are; what the others hold counts as not collected"),
    )
    .action(async (folders, options) => (await import("./merge.ts")).merge(folders, options, terminal));
}

function addPermissions(program: Command, terminal: Terminal): void {
  program
    .command("permissions")
    .description("Print the IAM policies that a scan needs: of the role in each account, and of the scanner.")
    .addOption(
      new Option("--format <format>", "how to print them")
        .choices(["iam", "cloudformation", "terraform"] as const)
        .default("iam" as const),
    )
    .addOption(
      new Option("--role <role>", "which of the two (default: both, as IAM JSON)").choices([
        "member",
        "scanner",
      ] as const),
    )
    .addOption(new Option("--role-name <name>", "the role in each account").default("VpclintReadOnly"))
    .addOption(new Option("--scanner-role-arn <arn>", "the one role that may assume it"))
    .addOption(new Option("--external-id <id>", "the external id that its trust policy asks for"))
    .addOption(new Option("--organization-id <id>", "the organization that both sides have to be in"))
    .addOption(
      new Option("--source <source>", "as of the scan: with config alone, no account needs a role")
        .choices(["api", "config", "api,config"] as const)
        .default("api" as const),
    )
    .addOption(new Option("--partition <name>", "aws, aws-cn, aws-us-gov, ...").default("aws"))
    .action(async (options) => (await import("./permissions.ts")).permissions(options, terminal));
}

function addPolicy(program: Command, terminal: Terminal): void {
  program
    .command("policy")
    .description("Decide one endpoint policy, or many, offline: what it admits, with a witness, and a tighter one.")
    .argument("<file>", "the policy as JSON, or with --jsonl one case a line; - is stdin")
    .option("--service <name>", "the endpoint's service, such as s3 or com.amazonaws.eu-west-1.ecr.api", "s3")
    .option("--endpoint-type <type>", "Gateway or Interface")
    .option("--context <file>", "who we are, as JSON: org_id, accounts, trusted_accounts, exempt_resources, ...")
    .addOption(configOption())
    .addOption(
      new Option("--format <format>", "how to print it").choices(["text", "json"] as const).default("text" as const),
    )
    .option("--jsonl", "read one case a line, answer one line each")
    .addHelpText("after", policyExitCodes)
    .action(async (file, options) => (await import("./policy.ts")).policy(file, options, terminal));
}

const policyExitCodes = `
Exit codes:
  0    outsiders are kept out, or no request passes at all
  1    outsiders are admitted
  2    wrong usage, or a text that is no policy (with --jsonl: a line that is no case)
  3    it could not be decided`;

function addDoctor(program: Command, terminal: Terminal): void {
  withEntering(program.command("doctor"))
    .description("Preflight: is every role, Region and API there that a scan needs? Changes nothing.")
    .addOption(new Option("--every-region", "ask each API in every Region, and not in one of them"))
    .addOption(
      new Option("--format <format>", "how to print it").choices(["text", "json"] as const).default("text" as const),
    )
    .action(async (options) => (await import("./doctor.ts")).doctor(options, terminal));
}

function addExplain(program: Command, terminal: Terminal): void {
  withCollecting(program.command("explain"))
    .description("Follow the packets of a subnet hop by hop, or explain a VPC endpoint or a route table.")
    .argument("<id>", "the id of a subnet, a VPC endpoint or a route table")
    .addOption(
      new Option("--to <destination>", "s3, dynamodb, s3express, a CIDR or an address (default: s3 and dynamodb)"),
    )
    .addOption(new Option("--family <family>", "over this address family only").choices(["ipv4", "ipv6"] as const))
    .addOption(
      new Option("--format <format>", "how to write it")
        .choices(["text", "json", "svg"] as const)
        .default("text" as const),
    )
    .addOption(snapshotOption("a saved snapshot; without it, what is asked about is collected now"))
    .addOption(configOption())
    .action(async (id, options) => (await import("./explain.ts")).explain(id, options, terminal));
}

function addRules(program: Command, terminal: Terminal): void {
  const rules = program.command("rules").description("The rules in force, their cards, their tests, their schema.");
  const rulesOption = () =>
    new Option("--rules <file>", "a rules file of your own, which may extend the built-in rules");
  rules
    .command("list")
    .description("List the rules in force.")
    .addOption(rulesOption())
    .action(async (options) => (await import("./rules.ts")).listRules(options, terminal));
  rules
    .command("show")
    .description("Show the card of one rule.")
    .argument("<id>", "the rule's id")
    .addOption(rulesOption())
    .action(async (id, options) => (await import("./rules.ts")).showRule(id, options, terminal));
  rules
    .command("test")
    .description("Run examples: files that say which verdict a rule gives on which snapshot.")
    .argument("<path...>", "example files, or folders of them")
    .addOption(rulesOption())
    .action(async (paths, options) => (await import("./rules.ts")).testRules(paths, options, terminal));
  rules
    .command("schema")
    .description("Print the JSON Schema of rules files, for editors.")
    .action(async () => (await import("./rules.ts")).printSchema(terminal));
}

function addSimulate(program: Command, terminal: Terminal): void {
  program
    .command("simulate")
    .description("Serve a snapshot as the AWS APIs (STS, Organizations, Account, EC2) on 127.0.0.1.")
    .addOption(snapshotOption("the folder of the snapshot"))
    .addOption(
      new Option(
        "--generate <members>",
        "instead of a snapshot, a made-up organization, such as accounts=60,regions=17,seed=1",
      ).argParser(parse.generatedOrganization),
    )
    .addOption(new Option("--faults <rate-or-file>", "each kind of fault at this rate, or the plan in a JSON file"))
    .addOption(new Option("--latency-ms <n>", "wait before each answer").argParser(parse.positiveInteger))
    .addOption(new Option("--port <n>", "0 takes any free port").argParser(parse.portNumber).default(4599))
    .action(async (options) => (await import("./simulate.ts")).simulate(options, terminal));
}

function addDemo(program: Command, terminal: Terminal): void {
  program
    .command("demo")
    .description("Scan a bundled sample organization through the real AWS SDK; write report.html, .json and .sarif.")
    .option("--out <dir>", "where the reports go", ".")
    .action(async (options) => (await import("./demo.ts")).demo(options, terminal));
}

function withCollecting(command: Command) {
  return withSource(withEntering(command)).addOption(
    new Option(
      "--shard <i/n>",
      "the i-th of n even parts of the accounts, for `merge`; auto/n takes i from an array job",
    ).argParser(shardChoice),
  );
}

/** Who answers for the accounts. */
function withSource<Args extends unknown[], Opts extends OptionValues>(command: Command<Args, Opts>) {
  return command
    .addOption(
      new Option("--source <source>", "EC2 itself, an AWS Config aggregator, or Config where EC2 refuses")
        .choices(["api", "config", "api,config"] as const)
        .default("api" as const),
    )
    .addOption(new Option("--aggregator <name>", "the AWS Config aggregator (default: the only one that there is)"))
    .addOption(new Option("--aggregator-region <name>", "its Region (default: the AWS SDK's)"));
}

/** Which accounts and Regions, and how to enter them. */
function withEntering(command: Command) {
  return command
    .addOption(new Option("--org", "every account of the organization"))
    .addOption(new Option("--account <id...>", "these accounts only").argParser(parse.accountIds))
    .addOption(new Option("--exclude-account <id...>", "not these accounts").argParser(parse.accountIds))
    .addOption(
      new Option(
        "--ou <id-or-path...>",
        "with --org: accounts below these units, such as ou-a1b2-c3d4e5f6 or Root/Prod",
      ).argParser(parse.organizationalUnits),
    )
    .addOption(
      new Option("--region <name...>", "these Regions only (default: all enabled ones)").argParser(parse.regionNames),
    )
    .addOption(new Option("--role-name <name>", "the role to assume in each other account").default("VpclintReadOnly"))
    .addOption(new Option("--external-id <id>", "the external id that this role's trust policy asks for"))
    .addOption(new Option("--concurrency <n>", "requests in flight").argParser(parse.positiveInteger).default(64))
    .addOption(
      new Option("--timeout <seconds>", "for one attempt at a request").argParser(parse.positiveInteger).default(60),
    )
    .addOption(
      new Option("--attempts <n>", "at one request, before it counts as failed")
        .argParser(parse.positiveInteger)
        .default(10),
    )
    .addOption(new Option("-q, --quiet", "no progress on stderr"));
}

function withReporting<Args extends unknown[], Opts extends OptionValues>(command: Command<Args, Opts>) {
  return command
    .addOption(
      new Option(
        "--report <format=path>",
        `write a report (${reportFormats.join(", ")}; - is stdout); repeatable (default: text=-)`,
      ).argParser<parse.ReportTarget<ReportFormat>[]>(parse.reportTargets(reportFormats)),
    )
    .addOption(new Option("--severity <lowest>", "show only findings of this severity and above").choices(severities))
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 on findings of this severity and above (default: low)").choices([
        ...severities,
        "none",
      ] as const),
    )
    .addOption(new Option("--allow-partial", "do not exit with 3 where coverage is incomplete"))
    .addOption(
      new Option("--min-coverage <percent>", "exit with 3, and write no SARIF, where less was read").argParser(
        parse.percentage,
      ),
    );
}

function withJudging<Args extends unknown[], Opts extends OptionValues>(command: Command<Args, Opts>) {
  return withReporting(command)
    .addOption(new Option("--rules <file>", "a rules file of your own, which may extend the built-in rules"))
    .addOption(configOption());
}
