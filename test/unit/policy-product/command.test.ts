import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfiguration } from "../../../src/commands/configuration.ts";
import { answerLines } from "../../../src/commands/policy-lines.ts";
import { policy as decide } from "../../../src/commands/policy.ts";
import type { Terminal } from "../../../src/commands/terminal.ts";
import { formatUserError, UserError } from "../../../src/errors.ts";
import { allow, deny, ourAccount, ourOrganization, outsider, policy, when } from "../policy/fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "vpclint-policy-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Run {
  out: string;
  code: number;
}

function terminalOf(run: Run): Terminal {
  return {
    stdout: (text) => void (run.out += text),
    drained: () => Promise.resolve(),
    stderr: () => undefined,
    isInteractive: false,
    color: false,
    width: 100,
    cwd: folder,
    env: {},
    now: () => "2026-11-23T00:00:00.000Z",
    setExitCode: (code) => void (run.code = code),
    takeInterrupts: () => ({ signal: new AbortController().signal, release: () => undefined }),
  };
}

function write(name: string, content: unknown): string {
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return name;
}

const context = write("context.json", {
  org_id: ourOrganization,
  accounts: [ourAccount],
  region: "us-east-1",
  vpce_id: "vpce-1",
});
const bounded = {
  Condition: { StringEquals: { "aws:PrincipalOrgID": ourOrganization, "aws:ResourceOrgID": ourOrganization } },
};

async function run(text: string, options: Partial<Parameters<typeof decide>[1]> = {}): Promise<Run> {
  const result: Run = { out: "", code: 0 };
  await decide(write("policy.json", text), { service: "s3", context, format: "text", ...options }, terminalOf(result));
  return result;
}

describe("vpclint policy FILE", () => {
  test.each([
    ["bounded", policy(allow({ Action: "s3:GetObject", ...bounded })), 0],
    ["bounded, with every action", policy(allow(bounded)), 0],
    ["closed", policy(deny()), 0],
    ["open to callers", policy(allow(when("StringEquals", "aws:ResourceOrgID", ourOrganization))), 1],
    ["open to resources", policy(allow(when("StringEquals", "aws:PrincipalOrgID", ourOrganization))), 1],
    ["open to all", policy(allow()), 1],
    ["empty, which is AWS's default", "", 1],
    ["no policy", "{", 2],
    [
      "about a bucket of which nobody knows whose it is",
      policy(allow({ Resource: "arn:aws:s3:::b/*", ...when("StringEquals", "aws:PrincipalOrgID", ourOrganization) })),
      3,
    ],
  ])("%s: exits with the code for it", async (_, text, code) => {
    expect((await run(text)).code).toBe(code);
  });

  test("says the verdict, the witness, the statement that admits it and where, and a tighter policy", async () => {
    const { out } = await run(
      `{"Version":"2012-10-17","Statement":[\n${JSON.stringify(allow({ Sid: "All", Action: "s3:PutObject" }))}]}`,
    );
    expect(out).toContain("open-both");
    expect(out).toMatch(/admits outside principals +yes\n +\S.*s3:PutObject/);
    expect(out).toContain("admitted by Statement[0] (All) at 2:1");
    expect(out).toContain("Statement[0] gets a condition on aws:PrincipalOrgID and aws:ResourceOrgID");
    const tighter = JSON.parse(out.slice(out.indexOf("{"))) as { Statement: object[] };
    expect(tighter.Statement[0]).toMatchObject(bounded);
  });

  test("says what bounds a bounded policy, and asks for nothing", async () => {
    const { out } = await run(policy(allow(bounded)));
    expect(out).toContain("wildcard-actions");
    expect(out).toContain("aws:PrincipalOrgID");
    expect(out).not.toContain("tighter");
  });

  test("the text of a policy cannot move the cursor", async () => {
    const { out } = await run(policy(allow({ Sid: "\u001b[2J\u202e" })));
    expect(/^[\n\x20-\u{10ffff}]*$/u.test(out)).toBe(true);
    expect(out).not.toContain("\u202e");
  });

  test("--format json has the names of a --jsonl answer, and more", async () => {
    const { out } = await run(policy(allow(when("StringEquals", "aws:SourceVpce", "vpce-1"))), { format: "json" });
    expect(JSON.parse(out)).toMatchObject({
      verdict: expect.stringMatching(/^(?:full-access|open-both)$/) as string,
      external_principal: true,
      external_resource: true,
      full_access: expect.any(Boolean) as boolean,
      witness: { action: expect.stringMatching(/^s3:/) as string },
      ineffective: [{ index: 0, what: "StringEquals on aws:SourceVpce" }],
    });
  });

  test("a partner's service heeds no policy", async () => {
    const service = "com.amazonaws.vpce.us-east-1.vpce-svc-0partner";
    expect(await run(policy(deny()), { service })).toMatchObject({
      code: 1,
      out: expect.stringContaining("not-applicable") as string,
    });
  });

  test("the Region is read from a full service name", async () => {
    const text = policy(allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::al2023-eu-west-1/*" }));
    const config = write("owned.yaml", "presets: [aws-owned]\n");
    expect((await run(text, { service: "com.amazonaws.eu-west-1.s3", config })).code).toBe(0);
  });

  test("a mistyped field of the context is refused, with the field that was meant", async () => {
    const mistyped = write("mistyped.json", { org: "o-x", acounts: [] });
    await expect(run("", { context: mistyped })).rejects.toThrow(/org/);
    await expect(run("", { context: write("bad.json", { accounts: ["12"] }) })).rejects.toThrow(/accounts\.0/);
  });
});

describe("vpclint policy --jsonl", () => {
  const defaults = { service: "s3", endpointType: undefined, context: {}, trust: {} };

  async function answers(chunks: string[]): Promise<{ lines: Record<string, unknown>[]; code: number }> {
    const result: Run = { out: "", code: 0 };
    async function* input(): AsyncGenerator<string> {
      yield* chunks;
    }
    await answerLines(input(), defaults, terminalOf(result));
    const lines = result.out.split("\n").filter((line) => line !== "");
    return { lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), code: result.code };
  }

  const ours = { org_id: ourOrganization, accounts: [ourAccount] };
  const line = (content: object): string => `${JSON.stringify(content)}\n`;

  test("answers each case in its line, by booleans, and null for unknown", async () => {
    const { lines, code } = await answers([
      line({ id: "open", policy: policy(allow()), service: "s3", endpoint_type: "Gateway", context: ours }),
      line({ id: "object", policy: JSON.parse(policy(allow(bounded))) as object, service: "dynamodb", context: ours }),
      line({ id: "nobody-knows", policy: policy(allow(bounded)) }),
      line({ id: "broken", policy: '{"Statement":1', service: "s3", context: ours }),
      line({ id: "default", policy: null }),
    ]);
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { id: "open", verdict: "full-access", external_principal: true, external_resource: true, full_access: true },
      { id: "object", verdict: "wildcard-actions", external_principal: false, external_resource: false, witness: null },
      { id: "nobody-knows", verdict: "unknown", external_principal: null, external_resource: null },
      { id: "broken", verdict: "unparseable", external_principal: null, external_resource: null, full_access: null },
      { id: "default", verdict: "full-access", full_access: true },
    ]);
    expect(lines[0]?.["witness"]).toMatchObject({
      words: expect.any(String) as string,
      action: expect.any(String) as string,
    });
  });

  test("a bad line is answered by its error, stops no other, and makes the exit code 2", async () => {
    const { lines, code } = await answers([
      "not json\n[1]\n",
      line({ id: 3 }),
      line({ id: 4, policy: 7 }),
      line({ id: 5, policy: null, service: 1 }),
      line({ id: 6, policy: null, context: { accounts: "1" } }),
      "\n",
      line({ id: 7, policy: policy(deny()) }),
    ]);
    expect(code).toBe(2);
    expect(lines.map(({ id, error }) => [id, typeof error])).toEqual([
      [null, "string"],
      [null, "string"],
      [3, "string"],
      [4, "string"],
      [5, "string"],
      [6, "string"],
      [7, "undefined"],
    ]);
    expect(lines.at(-1)).toMatchObject({ verdict: "deny-all" });
  });

  test("lines may come in pieces, and the last without an end", async () => {
    const text = line({ id: 1, policy: policy(deny()) }) + JSON.stringify({ id: 2, policy: policy(deny()) });
    const { lines } = await answers([text.slice(0, 10), text.slice(10, 11), text.slice(11)]);
    expect(lines.map(({ id }) => id)).toEqual([1, 2]);
  });

  test("a line without an end does not fill the memory", async () => {
    const { lines, code } = await answers([
      ...Array.from({ length: 5 }, () => "x".repeat(900_000)),
      "\n",
      line({ id: 1, policy: null }),
    ]);
    expect(lines).toMatchObject([{ error: expect.stringContaining("too long") as string }, { id: 1 }]);
    expect(code).toBe(2);
  });

  test("only what one line holds is kept: answers come before the input ends", async () => {
    const result: Run = { out: "", code: 0 };
    const seen: number[] = [];
    async function* input(): AsyncGenerator<string> {
      for (let at = 0; at < 3; at++) {
        seen.push(result.out.split("\n").length - 1);
        yield line({ id: at, policy: policy(deny()) });
      }
    }
    await answerLines(input(), defaults, terminalOf(result));
    expect(seen).toEqual([0, 1, 2]);
  });
});

describe("--config FILE", () => {
  const load = (name: string, text: string) => loadConfiguration(write(name, text), terminalOf({ out: "", code: 0 }));
  const complaint = async (text: string): Promise<string> => {
    const error: unknown = await load("bad.yaml", text).catch((reason: unknown) => reason);
    return error instanceof UserError ? formatUserError(error) : "accepted";
  };

  test("is YAML or JSON, and may be empty", async () => {
    const trust = { trustedAccounts: [outsider], presets: ["aws-owned"] };
    expect(await load("a.yaml", `trustedAccounts: ["${outsider}"]\npresets: [aws-owned]\nfailOn: high\n`)).toEqual({
      trust,
      failOn: "high",
    });
    expect(await load("a.json", JSON.stringify(trust))).toEqual({ trust });
    expect(await load("empty.yaml", "")).toEqual({ trust: {} });
    expect(await loadConfiguration(undefined, terminalOf({ out: "", code: 0 }))).toEqual({ trust: {} });
  });

  test.each([
    [
      "a mistyped key",
      "trustedAcounts: []\n",
      'bad.yaml:1:1: error: the file may not have "trustedAcounts"',
      "did you mean trustedAccounts?",
    ],
    [
      "an account that is a number",
      "trustedAccounts: [123456789012]\n",
      "bad.yaml:1:19: error: trustedAccounts.0",
      "must be string",
    ],
    ["an account of eleven digits", 'trustedAccounts: ["12345678901"]\n', "bad.yaml:1:19", "12"],
    ["an unknown preset", "presets: [aws-own]\n", "bad.yaml:1:11", "aws-owned"],
    ["a severity that there is not", "failOn: hihg\n", "bad.yaml:1:9", "critical, high"],
    ["a key twice", "presets: []\npresets: []\n", "bad.yaml:2:1", "unique"],
    ["no YAML", "presets: [\n", "bad.yaml:", "error"],
    ["a list", "- presets\n", "bad.yaml:", "object"],
  ])("%s is refused with its place", async (_, text, where, what) => {
    const message = await complaint(text);
    expect(message).toContain(where);
    expect(message).toContain(what);
  });

  test("a file that is not there is named", async () => {
    await expect(loadConfiguration("none.yaml", terminalOf({ out: "", code: 0 }))).rejects.toThrow(
      /none\.yaml.*no such file/,
    );
  });

  test("aliases cannot be made to fill the memory", async () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ...["b", "c", "d", "e", "f", "g"].map(
        (name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${"abcdef"[at] ?? ""}`).join(",")}]`,
      ),
    ];
    expect(await complaint(bomb.join("\n"))).toContain("bad.yaml");
  });
});
