import { sessionDuration, splitRoleName, type PolicyDocument } from "./policies.ts";

interface MemberModule {
  roleName: string;
  /** Undefined makes it a variable without a default. */
  scannerRoleArn: string | undefined;
  policy: PolicyDocument;
  trust: PolicyDocument;
}

/** The member role; one provider, so one account. */
export function memberModule({ roleName, scannerRoleArn, policy, trust }: MemberModule): string {
  const { name, path } = splitRoleName(roleName);
  const [statement] = trust.Statement;
  const open = {
    ...trust,
    Statement: [{ ...statement, Principal: { AWS: { [reference]: "var.scanner_role_arn" } } }],
  };
  return [
    block('variable "scanner_role_arn"', {
      type: { [reference]: "string" },
      description: "The one role that may assume this one.",
      ...(scannerRoleArn === undefined ? {} : { default: scannerRoleArn }),
    }),
    block('resource "aws_iam_role" "vpclint_member"', {
      name,
      path,
      description: "Read-only: vpclint, the scanner of AWS networks",
      max_session_duration: sessionDuration,
      assume_role_policy: { [json]: open },
    }),
    block('resource "aws_iam_role_policy" "vpclint_member"', {
      name: "ReadNetwork",
      role: { [reference]: "aws_iam_role.vpclint_member.id" },
      policy: { [json]: policy },
    }),
    block('output "member_role_arn"', { value: { [reference]: "aws_iam_role.vpclint_member.arn" } }),
  ].join("\n");
}

/** A managed policy, to be attached to whatever the scan runs as. */
export function scannerModule(policy: PolicyDocument): string {
  return [
    block('resource "aws_iam_policy" "vpclint_scanner"', {
      name: "VpclintScanner",
      description: "vpclint: list the organization and enter its accounts, read-only",
      policy: { [json]: policy },
    }),
    block('output "scanner_policy_arn"', { value: { [reference]: "aws_iam_policy.vpclint_scanner.arn" } }),
  ].join("\n");
}

/** Marks an expression that stands without quotes. */
const reference = Symbol("reference");
/** Marks an object that goes through `jsonencode`. */
const json = Symbol("json");

type Hcl =
  | string
  | number
  | readonly Hcl[]
  | { readonly [member: string]: Hcl | undefined }
  | { readonly [reference]: string }
  | { readonly [json]: object };

function block(head: string, members: Readonly<Record<string, Hcl>>): string {
  const width = Math.max(...Object.keys(members).map((member) => member.length));
  const lines = Object.entries(members).map(([member, value]) => `  ${member.padEnd(width)} = ${toHcl(value, "  ")}`);
  return `${head} {\n${lines.join("\n")}\n}\n`;
}

function toHcl(value: unknown, indent: string): string {
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (reference in value) return String(value[reference]);
  if (json in value) return `jsonencode(${toHcl(value[json], indent)})`;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${deeper}${toHcl(item, deeper)},\n`).join("")}${indent}]`;
  }
  const members = Object.entries(value).filter(([, held]) => held !== undefined);
  const names = members.map(([name]) => (/^[A-Za-z_]\w*$/.test(name) ? name : quote(name)));
  const width = Math.max(...names.map((name) => name.length));
  const lines = members.map(
    ([, held], index) => `${deeper}${(names[index] ?? "").padEnd(width)} = ${toHcl(held, deeper)}\n`,
  );
  return `{\n${lines.join("")}${indent}}`;
}

/** Where Terraform reads `${` and `%{` as its own, they are doubled. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, "$&$&");
}
