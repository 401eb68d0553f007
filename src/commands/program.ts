import { Command, Option, type OptionValues } from "@commander-js/extra-typings";
import { formats as reportFormats, type Format as ReportFormat } from "../reporters/index.ts";
import { severities } from "../rules/result.ts";
import * as parse from "./arguments.ts";
import { tool } from "./package-root.ts";
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
  addRules(program, terminal);
  addSimulate(program, terminal);
  addDemo(program, terminal);
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

const snapshotOption = (description: string) => new Option("--snapshot <dir>", description);

function addScan(program: Command, terminal: Terminal): void {
  withJudging(withCollecting(program.command("scan")))
    .description("Collect the networks of an organization (or of one account), judge them, report.")
    .addOption(snapshotOption("keep what was collected in this new folder"))
    .action(async (options) => (await import("./scan.ts")).scan(options, terminal));
}

function addCollect(program: Command, terminal: Terminal): void {
  withCollecting(program.command("collect"))
    .description("The first half of scan: collect, and save a snapshot.")
    .addOption(snapshotOption("the new folder for the snapshot").makeOptionMandatory())
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
    .addOption(snapshotOption("the folder of the snapshot").makeOptionMandatory())
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
      new Option("--fail-on <severity>", "exit with 1 on findings of this severity and above")
        .choices([...severities, "none"] as const)
        .default("low" as const),
    )
    .addOption(new Option("--allow-partial", "do not exit with 3 where coverage is incomplete"));
}

function withJudging<Args extends unknown[], Opts extends OptionValues>(command: Command<Args, Opts>) {
  return withReporting(command).addOption(
    new Option("--rules <file>", "a rules file of your own, which may extend the built-in rules"),
  );
}
